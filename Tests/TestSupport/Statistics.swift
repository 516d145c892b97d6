import Foundation

/// What the command wrote about its own run with `--statistics FILE`.
package struct Statistics: Sendable {
  private let numbers: [String: Int]

  /// The exit reason of the main process as `inspect` shows it, where the command tells.
  package let exitReason: String?

  /// What must be zero when a program has ended: whatever is left has leaked.
  private static let leaks = [
    "processes_alive", "heap_words_alive", "off_heap_bytes", "timers_alive",
  ]

  /// Reads the file, or gives nil when there is none to read.
  package init?(path: String) {
    guard let data = FileManager.default.contents(atPath: path) else { return nil }
    self.init(json: data)
  }

  /// Reads the text of such a file.
  package init?(json: Data) {
    guard let object = (try? JSONSerialization.jsonObject(with: json)) as? [String: Any] else {
      return nil
    }
    numbers = object.compactMapValues { ($0 as? NSNumber)?.intValue }
    exitReason = object["exit_reason"] as? String
  }

  /// What shows that an option did not take effect, or that something has leaked.
  package func failures(of variant: RunVariant) -> [String] {
    var failures: [String] = []
    func require(_ key: String, _ condition: String, _ holds: (Int) -> Bool) {
      guard let value = numbers[key] else {
        failures.append("the statistics have no number \"\(key)\"")
        return
      }
      if !holds(value) { failures.append("\(key) is \(value), not \(condition)") }
    }
    require("schedulers", "\(variant.schedulers)") { $0 == variant.schedulers }
    let collects = variant.stress == .collectAlways
    require("collect_always", "\(collects)") { ($0 != 0) == collects }
    let isOne = variant.stress == .oneReduction
    require("slice_reductions", isOne ? "1" : "more than 1") { isOne ? $0 == 1 : $0 > 1 }
    for key in Self.leaks { require(key, "0") { $0 == 0 } }
    return failures
  }
}
