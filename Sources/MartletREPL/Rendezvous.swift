/// Where one thread waits for a value that another brings.
package final class Rendezvous<Value: Sendable>: Sendable {
  private let monitor = Monitor<Value?>(nil)

  /// Makes a place to which nothing has been brought.
  package init() {}

  /// Brings the value; only the first counts.
  package func bring(_ value: Value) {
    monitor.withLock { if $0 == nil { $0 = value } }
  }

  /// Waits for the value; with a time, at most so many milliseconds.
  package func wait(milliseconds: Int? = nil) -> Value? {
    monitor.wait(milliseconds: milliseconds) { $0 }
  }
}
