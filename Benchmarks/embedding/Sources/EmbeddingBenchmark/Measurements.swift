#if canImport(Glibc)
import Glibc
#elseif canImport(Darwin)
import Darwin
#endif

/// What the process uses right now, as Linux tells it; zero elsewhere.
struct Usage {
  var residentBytes = 0
  var threads = 0
  var descriptors = 0

  static var now: Usage {
    var usage = Usage()
    let fields = text(of: "/proc/self/statm").split(separator: " ")
    if fields.count > 1, let pages = Int(fields[1]) { usage.residentBytes = pages * 4096 }
    usage.threads = entries(of: "/proc/self/task")
    // The directory itself is open while it is read.
    usage.descriptors = max(entries(of: "/proc/self/fd") - 1, 0)
    return usage
  }

  private static func text(of path: String) -> String {
    guard let file = fopen(path, "r") else { return "" }
    defer { fclose(file) }
    var bytes = [UInt8](repeating: 0, count: 4096)
    let count = fread(&bytes, 1, bytes.count, file)
    return String(decoding: bytes[..<count], as: UTF8.self)
  }

  private static func entries(of path: String) -> Int {
    guard let directory = opendir(path) else { return 0 }
    defer { closedir(directory) }
    var count = 0
    while readdir(directory) != nil { count += 1 }
    return max(count - 2, 0)
  }
}

/// Prints a figure: name, value and unit, separated by tabs, and where it is a time that of the processor.
func report(_ name: String, _ value: Double, _ unit: String, processor: Double? = nil) {
  let figures = [value, processor].compactMap { $0 }.map { "\(($0 * 1000).rounded() / 1000)" }
  print(([name, figures[0], unit] + figures.dropFirst()).joined(separator: "\t"))
}

extension Duration {
  var nanoseconds: Double {
    let (seconds, attoseconds) = components
    return Double(seconds) * 1e9 + Double(attoseconds) / 1e9
  }
}

/// The processor time of all threads in nanoseconds.
private var processorTime: Double {
  var time = timespec()
  clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &time)
  return Double(time.tv_sec) * 1e9 + Double(time.tv_nsec)
}

/// Measures how long something takes that is done `count` times, and prints the nanoseconds of one.
func measure(
  _ name: String,
  _ count: Int,
  unit: String = "ns",
  _ body: () async throws -> Void
) async rethrows {
  let clock = ContinuousClock()
  let begin = clock.now
  let processorBegin = processorTime
  try await body()
  let scale = Double(count) * (unit == "ms" ? 1e6 : 1)
  let processor = (processorTime - processorBegin) / scale
  report(name, (clock.now - begin).nanoseconds / scale, unit, processor: processor)
}
