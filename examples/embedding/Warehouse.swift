import Martlet

/// Knows what is in stock. A real one would ask a database.
actor Warehouse {
  private var levels: [String: Int]

  /// Creates a warehouse with so many of each thing.
  init(_ levels: [String: Int]) { self.levels = levels }

  /// How many there are of a thing.
  func level(of sku: String) async throws -> Int {
    // The process that asks waits as well; its scheduler and all other processes go on.
    try await Task.sleep(for: .milliseconds(1))
    guard let level = levels[sku] else {
      // The script sees the exception `(:error, (:unknown, "piano"))`.
      throw HostError(reason: .tuple([.atom("unknown"), .string(sku)]))
    }
    return level
  }
}
