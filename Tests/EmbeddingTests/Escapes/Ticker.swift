import Foundation
import Synchronization

/// A thread of the host's own that is to do something each millisecond: how late it comes tells how
/// responsive the host is.
///
/// A tick that was missed counts with the time by which it was late, and so do those that it has held up.
final class Ticker: Sendable {
  /// How late ticks were.
  struct Lateness: Sendable {
    /// Milliseconds, in ascending order.
    let sorted: [Double]

    /// The lateness that a part of the ticks stays below, in milliseconds.
    func quantile(_ part: Double) -> Double {
      sorted.isEmpty ? 0 : sorted[min(Int(Double(sorted.count) * part), sorted.count - 1)]
    }
  }

  private let isOver = Atomic<Bool>(false)
  private let done = DispatchSemaphore(value: 0)
  private let late = Mutex<[Double]>([])

  /// Begins to tick.
  init() {
    let thread = Thread { [self] in
      run()
      done.signal()
    }
    thread.qualityOfService = .userInteractive
    thread.start()
  }

  private func run() {
    var found: [Double] = []
    found.reserveCapacity(60_000)
    var next = Self.now
    while !isOver.load(ordering: .relaxed) {
      next += 1_000_000
      let now = Self.now
      if next > now { usleep(UInt32((next - now) / 1_000)) }
      found.append(Double(max(Self.now, next) - next) / 1e6)
    }
    late.withLock { $0 = found.sorted() }
  }

  /// Ends it.
  func stop() -> Lateness {
    isOver.store(true, ordering: .relaxed)
    done.wait()
    return Lateness(sorted: late.withLock { $0 })
  }

  private static var now: UInt64 { DispatchTime.now().uptimeNanoseconds }
}

/// The memory of the program and of a machine, looked at every few milliseconds.
final class MemoryWatch: Sendable {
  /// The most that was seen, in bytes.
  struct Peak: Sendable {
    /// By how much the resident memory of the program grew.
    var resident = 0
    /// What the machine says it uses.
    var machine = 0
  }

  private let isOver = Atomic<Bool>(false)
  private let done = DispatchSemaphore(value: 0)
  private let peak = Mutex(Peak())

  /// Begins to look.
  init(_ machineBytes: @escaping @Sendable () -> Int) {
    let start = Self.resident
    let thread = Thread { [self] in
      while !isOver.load(ordering: .relaxed) {
        let resident = Self.resident - start
        let machine = machineBytes()
        peak.withLock { peak in
          peak.resident = max(peak.resident, resident)
          peak.machine = max(peak.machine, machine)
        }
        usleep(3_000)
      }
      done.signal()
    }
    thread.start()
  }

  /// Ends it.
  func stop() -> Peak {
    isOver.store(true, ordering: .relaxed)
    done.wait()
    return peak.withLock { $0 }
  }

  /// The resident memory of the program; 0 where the system does not tell.
  static var resident: Int {
    guard let file = fopen("/proc/self/statm", "r") else { return 0 }
    defer { fclose(file) }
    var line = [CChar](repeating: 0, count: 128)
    guard fgets(&line, 128, file) != nil else { return 0 }
    let text = String(
      decoding: line.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) },
      as: UTF8.self
    )
    let fields = text.split(separator: " ")
    return fields.count > 1 ? (Int(fields[1]) ?? 0) * 4_096 : 0
  }
}
