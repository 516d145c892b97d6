import Foundation
import Martlet
import Synchronization
import Testing

@testable import RulesExample

/// Runs the example in `examples/embedding`.
///
/// The time limits are long, since the computer may be busy: rules that never end are found by their work.
@Suite struct RulesExampleTests {
  private static let order = Demonstration.orders[0]

  /// An engine with the rules of the example, some of them changed.
  private func engine(_ changes: [String: (String) -> String] = [:]) throws -> RulesEngine {
    var engine = try RulesEngine(warehouse: Demonstration.warehouse) { _ in }
    engine.timeLimit = .seconds(3_600)
    for name in ["rules.mt", "checks.mt", "discounts.mt", "shipping.mt"] {
      let file = Demonstration.rules.appendingPathComponent(name)
      let text = try String(contentsOf: file, encoding: .utf8)
      try engine.load(changes[name]?(text) ?? text, named: name)
    }
    return engine
  }

  @Test func rulesDecide() async throws {
    let engine = try engine()
    let decision = try await engine.decide(Self.order)
    let discount = Quote.Discount(reason: "regular customer", amount: 300)
    let quote = Quote(goods: 6_000, discounts: [discount], shipping: 490, total: 6_190)
    #expect(decision == .accepted(quote))

    var order = Self.order
    order.lines = [
      .init(sku: "desk", count: 3, price: 1), .init(sku: "piano", count: 1, price: 1),
      .init(sku: "lamp", count: 0, price: 1),
    ]
    let refusal = try await engine.decide(order)
    let reasons = [
      "0 of lamp is no number to order", "only 2 of desk in stock", "only 0 of piano in stock",
    ]
    #expect(refusal == .refused(reasons))
    await engine.shutdown()
  }

  @Test func rulesThatDoNotCompileAreRefused() async throws {
    let engine = try engine()
    let before = try await engine.decide(Self.order)
    #expect(throws: VirtualMachineError.self) {
      try engine.load("module Shipping { fn cost(_, _) { 0 }", named: "shipping.mt")
    }
    #expect(try await engine.decide(Self.order) == before)
    await engine.shutdown()
  }

  @Test func rulesThatCrashOrNeverEndLoseOneDecision() async throws {
    let engine = try engine([
      "shipping.mt": {
        $0.replacing("rate(\"DE\") { 4_90 }", with: "rate(\"DE\") { rate(\"DE\") }")
      },
      "discounts.mt": { $0.replacing("goods * regular div 100", with: "goods div (n - 100)") },
    ])
    var (crashing, abroad) = (Self.order, Self.order)
    crashing.customer.orders = 100
    abroad.customer.country = "FR"
    async let endless = outcome(of: Self.order, engine)
    async let crash = outcome(of: crashing, engine)
    async let other = outcome(of: abroad, engine)
    let outcomes = await (endless, crash, other)
    #expect("\(outcomes.0)".contains("limit of reductions"), "\(outcomes.0)")
    #expect("\(outcomes.1)".contains("badarith"), "\(outcomes.1)")
    #expect("\(outcomes.2)".contains("accepted"), "\(outcomes.2)")
    await engine.shutdown()
  }

  private func outcome(
    of order: Order,
    _ engine: RulesEngine
  ) async -> Result<Decision, VirtualMachineError> {
    do throws(VirtualMachineError) {
      return .success(try await engine.decide(order))
    } catch {
      return .failure(error)
    }
  }

  /// What the demonstration shows is what its titles say.
  @Test func theDemonstrationShowsWhatItSays() async throws {
    let lines = Mutex<[String]>([])
    try await Demonstration.run(timeLimit: .seconds(3_600)) { line in
      lines.withLock { $0.append(line) }
    }
    let text = lines.withLock { $0.joined(separator: "\n") }
    let parts = text.components(separatedBy: "\n\n")
    try #require(parts.count == 6, "\(text)")
    let first = "A1: accepted, 60.00 - 3.00 (regular customer) + 4.90 shipping = 61.90"
    for part in parts { #expect(part.contains(first), "\(part)") }
    #expect(parts[0].contains("B2: accepted, 1200.00 - 120.00 (40 of lamp) + 24.90 shipping"))
    #expect(parts[0].contains("note: a parcel for CH is worth 1080 euros"))
    #expect(parts[0].contains("C3: refused: only 2 of desk in stock"))
    #expect(parts[1].contains("* discounts.mt is loaded"))
    #expect(parts[1].contains("- 300.00 (40 of lamp)"))
    #expect(parts[2].contains("* discounts.mt is refused"))
    #expect(parts[2].contains("- 300.00 (40 of lamp)"))
    #expect(parts[3].contains("B2: no decision, "))
    #expect(parts[4].contains("B2: no decision, "))
    #expect(parts[4].contains(":badarith"))
    #expect(parts[5].contains("+ 12.90 shipping"))
  }
}
