import Synchronization

#if canImport(Glibc)
import Glibc
#elseif canImport(Darwin)
import Darwin
#endif

/// What the program can learn about the machine it runs on.
enum SystemInformation {
  /// The name of the operating system.
  static var operatingSystem: String {
    #if os(Linux)
    "linux"
    #elseif os(macOS)
    "macos"
    #else
    "unknown"
    #endif
  }

  /// The name of the processor's architecture.
  static var architecture: String {
    #if arch(x86_64)
    "x86_64"
    #elseif arch(arm64)
    "arm64"
    #else
    "unknown"
    #endif
  }

  /// The number that the operating system knows the program by.
  static var processNumber: Int { Int(getpid()) }

  /// The name of the machine.
  static var hostName: String {
    var name = [CChar](repeating: 0, count: 256)
    guard gethostname(&name, name.count - 1) == 0 else { return "localhost" }
    return String(decoding: name.prefix { $0 != 0 }.map(UInt8.init(bitPattern:)), as: UTF8.self)
  }

  /// Nanoseconds of processor time that the whole program has used.
  static var processorTime: Int {
    var time = timespec()
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &time)
    return time.tv_sec &* 1_000_000_000 &+ time.tv_nsec
  }

  /// Fills bytes with what nobody can foresee; at most 256 at a time.
  static func fillWithRandom(_ bytes: UnsafeMutableRawBufferPointer) {
    var generator = SystemRandomNumberGenerator()
    for index in bytes.indices { bytes[index] = generator.next() }
  }

  /// Bytes of the machine's memory that the program occupies at the moment.
  static var residentBytes: Int {
    #if os(Linux)
    guard
      case .success(let text) = SystemFiles.read(
        FilePlace(SystemPath(text: "/proc/self/statm"))
      )
    else {
      return 0
    }
    let fields = text.split(separator: UInt8(ascii: " "))
    guard fields.count > 1 else { return 0 }
    let pages = Int(String(decoding: fields[1], as: UTF8.self)) ?? 0
    return pages * sysconf(Int32(_SC_PAGESIZE))
    #else
    var usage = rusage()
    getrusage(RUSAGE_SELF, &usage)
    return Int(usage.ru_maxrss)
    #endif
  }
}

/// The environment of the program.
///
/// The C library's environment is not made for threads, so all access is under one lock.
enum SystemEnvironment {
  private static let lock = Mutex<Void>(())

  /// The value of a variable, or nil.
  static func value(_ name: SystemPath) -> [UInt8]? {
    lock.withLock { _ in
      guard let value = getenv(name.characters) else { return nil }
      return bytes(value)
    }
  }

  /// Sets a variable, or removes it when there is no value.
  static func set(_ name: SystemPath, to value: SystemPath?) -> Result<Void, SystemError> {
    lock.withLock { _ in
      let status =
        if let value { setenv(name.characters, value.characters, 1) } else {
          unsetenv(name.characters)
        }
      return status == 0 ? .success(()) : .failure(.last)
    }
  }

  /// All variables, as `NAME=value`.
  static var all: [[UInt8]] {
    lock.withLock { _ in
      var result: [[UInt8]] = []
      var next = environ
      while let entry = next.pointee {
        result.append(bytes(entry))
        next += 1
      }
      return result
    }
  }

  private static func bytes(_ text: UnsafePointer<CChar>) -> [UInt8] {
    let count = strlen(text)
    return text.withMemoryRebound(to: UInt8.self, capacity: count) {
      Array(UnsafeBufferPointer(start: $0, count: count))
    }
  }
}
