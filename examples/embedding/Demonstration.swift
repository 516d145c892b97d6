import Foundation

/// Shows what happens to orders while their rules change.
enum Demonstration {
  /// The rules that lie beside this file.
  static let rules = URL(fileURLWithPath: #filePath)
    .deletingLastPathComponent().appendingPathComponent("rules")

  /// What is in stock in all of this example.
  static let warehouse = Warehouse(["lamp": 200, "chair": 6, "desk": 2])

  /// The orders that come in, over and over.
  static let orders = [
    Order(
      id: "A1",
      customer: Customer(name: "Ann", country: "DE", orders: 12),
      lines: [.init(sku: "lamp", count: 2, price: 30_00)]
    ),
    Order(
      id: "B2",
      customer: Customer(name: "Bo", country: "CH", orders: 0),
      lines: [.init(sku: "lamp", count: 40, price: 30_00)]
    ),
    Order(
      id: "C3",
      customer: Customer(name: "Cleo", country: "FR", orders: 3),
      lines: [.init(sku: "desk", count: 3, price: 200_00)]
    ),
  ]

  /// A change of a rule file: what is there, and what is written in its place.
  private struct Edit {
    var title: String
    var file: String
    var old: String
    var new: String
  }

  private static let edits = [
    Edit(
      title: "Large counts are reduced by 25 percent from now on.",
      file: "discounts.mt",
      old: "let bulk = 10",
      new: "let bulk = 25"
    ),
    Edit(
      title: "Somebody forgets a parenthesis.",
      file: "discounts.mt",
      old: "goods * regular div 100",
      new: "(goods * regular div 100"
    ),
    Edit(
      title: "A rule that never comes to an end, for orders from Switzerland.",
      file: "shipping.mt",
      old: "private fn rate(_) {",
      new: "private fn rate(\"CH\") { rate(\"CH\") }\n  private fn rate(_) {"
    ),
    Edit(
      title: "A rule that crashes, in its place.",
      file: "shipping.mt",
      old: "{ rate(\"CH\") }",
      new: "{ 10_00 div 0 }"
    ),
    Edit(
      title: "All is well again.",
      file: "shipping.mt",
      old: "{ 10_00 div 0 }",
      new: "{ 12_90 }"
    ),
  ]

  /// Runs the demonstration on a copy of the rules.
  ///
  /// - Parameters:
  ///   - timeLimit: How long the rules may take for one order.
  ///   - say: Takes what happens, a text of one or a few lines each time.
  static func run(
    timeLimit: Duration = .milliseconds(500),
    say: @escaping @Sendable (String) -> Void
  ) async throws {
    let copy = FileManager.default.temporaryDirectory.appendingPathComponent("rules-\(UUID())")
    try FileManager.default.copyItem(at: rules, to: copy)
    defer { try? FileManager.default.removeItem(at: copy) }

    var engine = try RulesEngine(warehouse: warehouse) { say("  note: \($0)") }
    engine.timeLimit = timeLimit
    let folder = RuleFolder(copy, for: engine)
    for change in try await folder.refresh() { say("* \(change)") }
    for order in orders { say("  \(await engine.report(order))") }

    let (changes, report) = AsyncStream.makeStream(of: RuleChange.self)
    let watcher = Task { try await folder.watch(every: .milliseconds(200)) { report.yield($0) } }
    defer { watcher.cancel() }
    var seen = changes.makeAsyncIterator()
    for edit in edits {
      say("\n\(edit.title)")
      let file = copy.appendingPathComponent(edit.file)
      let text = try String(contentsOf: file, encoding: .utf8)
      try text.replacingOccurrences(of: edit.old, with: edit.new)
        .write(to: file, atomically: true, encoding: .utf8)
      if let change = await seen.next() { say("* \(change)") }
      for order in orders { say("  \(await engine.report(order))") }
    }
    await engine.shutdown()
  }
}
