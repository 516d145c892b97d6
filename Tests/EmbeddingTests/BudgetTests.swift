import Foundation
import Testing

@testable import MartletRuntime

/// What processes may use together, and how they end or pause when they have.
@Suite(.serialized) struct BudgetTests {
  private static let functions = """
    fn spin(n) { spin(n + 1) }
    fn endless() { spin(0) }
    fn wait() { receive { :never -> 1 } }
    fn count(0) { :ok }
    fn count(n) { count(n - 1) }
    """

  @Test func aSpentTotalEndsWhoeverSharesIt() throws {
    let budget = Budget(reductions: 1_000_000)
    let machine = try ScriptMachine(
      """
      \(Self.functions)
      fn family() {
        for _ in 1..10 { spawn { Script.wait() } }
        for _ in 1..3 { spawn { Process.flag(:trap_exit, true); guarded() } }
        spawn { spawn { Script.endless() }; Script.wait() }
        Script.wait()
      }
      fn guarded() { try { Script.endless() } catch { _ -> guarded() } after { guarded() } }
      """,
      start: [("family", budget), ("wait", nil)]
    )
    defer { #expect(machine.stop()) }
    #expect(machine.wait { budget.ending == .reductions })
    // The other one and the main process.
    #expect(machine.wait { machine.runtime.statistics.processesAlive == 2 })
    #expect(budget.usedReductions >= 1_000_000)
    // Slices are cut to what is left: one for each scheduler at most.
    #expect(budget.usedReductions < 1_000_000 + 3 * 4_000)
    #expect(machine.runtime.isAlive(machine.id(1)))
  }

  @Test func aDeadlineEndsThoseThatWaitAndThoseThatRun() throws {
    let budget = Budget(deadline: Clock.monotonic + 200_000_000)
    let machine = try ScriptMachine(
      """
      \(Self.functions)
      fn family() { for _ in 1..20 { spawn { Script.wait() } }; spawn { Script.endless() }; Script.wait() }
      """,
      start: [("family", budget)]
    )
    defer { #expect(machine.stop()) }
    #expect(machine.wait { machine.runtime.statistics.processesAlive == 23 })
    #expect(machine.wait { machine.runtime.statistics.processesAlive == 1 })
    #expect(machine.runtime.statistics.timersAlive == 0)
  }

  @Test func theEndOfABudgetEndsThoseWithinIt() throws {
    let outer = Budget()
    let inner = Budget(reductions: 1 << 40, parent: outer)
    let machine = try ScriptMachine(
      Self.functions,
      start: [("wait", inner), ("endless", inner), ("wait", outer), ("wait", nil)]
    )
    defer { #expect(machine.stop()) }
    #expect(machine.wait { machine.runtime.statistics.slices > 100 })
    outer.expire(.time)
    #expect(machine.wait { machine.runtime.statistics.processesAlive == 2 })
    #expect(inner.ending == .time)
    #expect(Budget(parent: inner).ending == .time)
    #expect(machine.runtime.isAlive(machine.id(3)))
  }

  @Test func whatIsUsedOfABudgetIsUsedOfItsParent() throws {
    let outer = Budget(reductions: 200_000)
    let first = Budget(parent: outer)
    let second = Budget(reductions: 50_000, parent: outer)
    let machine = try ScriptMachine(
      Self.functions,
      start: [("endless", first), ("endless", second)]
    )
    defer { #expect(machine.stop()) }
    #expect(machine.wait { machine.runtime.statistics.processesAlive == 1 })
    #expect(first.usedReductions + second.usedReductions == outer.usedReductions)
    #expect(second.usedReductions < 50_000 + 5_000)
    #expect(outer.usedReductions < 200_000 + 3 * 4_000)
  }

  @Test func anEndedBudgetStartsNobody() throws {
    let budget = Budget()
    budget.expire(.reductions)
    #expect(throws: ScriptMachine.Refused.self) {
      try ScriptMachine(Self.functions, start: [("wait", budget)])
    }
  }

  @Test func aShareASecondIsKeptAndIsFair() throws {
    let rate = 400_000
    let machine = try ScriptMachine(
      """
      \(Self.functions)
      """,
      limits: Limits(reductionsPerSecond: rate),
      start: [("endless", nil), ("endless", nil), ("endless", nil)]
    )
    defer { #expect(machine.stop()) }
    let began = Clock.monotonic
    let before = machine.runtime.statistics
    usleep(1_000_000)
    let after = machine.runtime.statistics
    let seconds = Double(Clock.monotonic - began) / 1e9
    let used = Double(after.reductions - before.reductions) / seconds
    #expect(used < Double(rate) * 1.15, "\(used) a second")
    #expect(used > Double(rate) * 0.5, "\(used) a second")
    // They pause and do not poll: a turn takes about 4,000 reductions, and one more for the timer.
    #expect(after.slices - before.slices < 1_000)
    let reductions = (0..<3).map { index in
      machine.runtime.machine.pointee.slabs.find(machine.pid(index))?.pointee.reductions ?? 0
    }
    #expect(reductions.max() ?? 0 < 2 * (reductions.min() ?? 0))
  }

  @Test func whoPausesDiesOfAKill() throws {
    let budget = Budget(reductionsPerSecond: 100)
    let machine = try ScriptMachine(
      Self.functions,
      start: [("endless", budget), ("wait", nil)]
    )
    defer { #expect(machine.stop()) }
    #expect(machine.wait { budget.usedReductions >= 5 })
    usleep(100_000)
    #expect(budget.usedReductions < 1_000)
    machine.runtime.kill(machine.id(0))
    #expect(machine.wait(seconds: 2) { !machine.runtime.isAlive(machine.id(0)) })
    #expect(machine.runtime.statistics.timersAlive == 0)
  }

  @Test func theWholeMachineHasATotal() throws {
    let machine = try ScriptMachine(
      Self.functions,
      limits: Limits(maxReductions: 300_000),
      start: [("endless", nil), ("wait", nil)]
    )
    // The main process ends with the others, and with it the machine.
    #expect(machine.waitForEnd())
    #expect(machine.runtime.statistics.reductions < 300_000 + 3 * 4_000)
  }
}
