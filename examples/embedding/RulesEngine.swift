import Martlet

/// Decides about orders by rules in Martlet, which can be changed while it runs.
///
/// The rules may compute and call the host functions below, nothing else: no capability is granted,
/// so there are no files, no network and no clock for them.
struct RulesEngine: Sendable {
  /// How long the rules may take for one order.
  var timeLimit: Duration = .milliseconds(500)
  /// How many reductions the rules may take for one order: rules that never end are found by this, however
  /// busy the computer is.
  var workLimit = 5_000_000
  /// How much memory the rules may use for one order, in bytes.
  var memoryLimit = 4 << 20

  private let machine: VirtualMachine

  /// Creates an engine that has no rules yet.
  ///
  /// - Parameters:
  ///   - warehouse: What `Stock.level` asks.
  ///   - note: What `Log.note` calls.
  init(warehouse: Warehouse, note: @escaping @Sendable (String) -> Void) throws {
    machine = try VirtualMachine(
      .init(schedulers: 1, limits: Limits(maxProcesses: 1_000, maxMemoryBytes: 64 << 20))
    )
    // The closures' types say how many arguments there are and what they must be.
    try machine.define("Stock", "level", doc: "How many of a thing are in stock.") {
      (sku: String) async throws -> Int in try await warehouse.level(of: sku)
    }
    try machine.define("Log", "note", doc: "Tells the people who run the shop something.") {
      (text: String) in note(text)
    }
  }

  /// Loads a file of rules, in place of the version that was loaded before.
  ///
  /// Orders that are being decided go on with the version that they began with. When the file has
  /// errors nothing changes.
  func load(_ source: String, named name: String) throws(VirtualMachineError) {
    try machine.load(source: source, named: name)
  }

  /// Decides about an order.
  ///
  /// Each decision is a process of its own: one that crashes, uses too much memory or takes too
  /// long is an error here and nothing else.
  func decide(_ order: Order) async throws(VirtualMachineError) -> Decision {
    try await machine.call(
      "Rules",
      "decide",
      with: [order],
      // Unlike a time-out of the call, this holds for whatever processes the rules start as well.
      options: SpawnOptions(
        maxHeapBytes: memoryLimit,
        maxReductions: workLimit,
        wallTime: timeLimit
      )
    )
  }

  /// Ends what still runs.
  func shutdown() async { await machine.shutdown(grace: .seconds(1)) }
}
