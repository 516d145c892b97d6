import Foundation
import Testing

@testable import MartletRuntime

/// Who is told what when a limit is met.
@Suite(.serialized) struct LimitEventTests {
  /// A process that prints what is lost to limits.
  private static let watcher = """
    fn watch() { Events.subscribe(:limit); Events.subscribe(:crash); watched() }
    fn watched() {
      receive {
        (:limit, %{limit: limit, lost: lost, process: p}) -> print(limit, lost, is_pid(p))
        (:crash, _) -> print(:crash)
      }
      watched()
    }
    fn grow(list) { grow([list | list]) }
    """

  private func lines(
    _ text: String,
    count: Int,
    limits: Limits = Limits(),
    budget: Budget? = nil
  ) throws -> [String] {
    let machine = try ScriptMachine(
      "\(Self.watcher)\nfn main() { Process.sleep(50); work() }\n\(text)",
      limits: limits,
      start: [("watch", nil), ("main", budget)]
    )
    defer { #expect(machine.stop()) }
    return machine.lines(count: count)
  }

  @Test func aHeapThatIsFullIsToldAndNoCrash() throws {
    let text = "fn work() { spawn(max_heap: 100_000) { grow([]) } }"
    #expect(try lines(text, count: 1) == [":heap true true"])
  }

  @Test func theHeapLimitOfTheMachineHoldsForAll() throws {
    let text = "fn work() { spawn { grow([]) } }"
    let limits = Limits(maxHeapBytes: 100_000)
    #expect(try lines(text, count: 1, limits: limits) == [":heap true true"])
  }

  @Test func memoryOfAllIsTold() throws {
    let text = "fn work() { grow([]) }"
    let limits = Limits(maxMemoryBytes: 32 << 20)
    #expect(try lines(text, count: 1, limits: limits) == [":memory true true"])
  }

  @Test func processesAtomsAndTimersAreTold() throws {
    let text = """
      fn work() {
        print(try { many(1_000) } catch { (:error, e) -> e })
        print(try { atoms(10_000) } catch { (:error, e) -> e })
        print(try { timers(200) } catch { (:error, e) -> e })
      }
      fn many(0) { :ok }
      fn many(n) { spawn { receive { :never -> 1 } }; many(n - 1) }
      fn atoms(0) { :ok }
      fn atoms(n) { String.to_atom("atom_\\(n)"); atoms(n - 1) }
      fn timers(0) { :ok }
      fn timers(n) { Process.send_after(self(), :late, 60_000); timers(n - 1) }
      """
    let limits = Limits(maxProcesses: 100, maxAtoms: 5_000, maxTimers: 100)
    let told = try lines(text, count: 6, limits: limits).sorted()
    #expect(
      told == [
        ":atoms false true", ":processes false true", ":system_limit", ":system_limit",
        ":system_limit", ":timers false true",
      ]
    )
  }

  @Test func mailboxesThatOverflowAreTold() throws {
    let text = """
      fn work() {
        let p = spawn(mailbox: 2, overflow: :exit) { receive { :never -> 1 } }
        for i in 1..10 { p ! i }
      }
      """
    #expect(try lines(text, count: 1) == [":mailbox true true"])
  }

  @Test func budgetsAreTold() throws {
    let text = "fn work() { spin(0) }\nfn spin(n) { spin(n + 1) }"
    let total = Budget(reductions: 100_000)
    #expect(try lines(text, count: 1, budget: total) == [":reductions true true"])
    let time = Budget(deadline: Clock.monotonic + 300_000_000)
    #expect(try lines(text, count: 1, budget: time) == [":time true true"])
  }

  @Test func mailboxesHaveTheLimitOfTheMachine() throws {
    let text = """
      fn work() {
        let p = spawn { receive { :never -> 1 } }
        print(try { for i in 1..10 { p ! i } } catch { (:error, e) -> e })
        let q = spawn(mailbox: 20) { receive { :never -> 1 } }
        for i in 1..20 { q ! i }
        print(:done)
      }
      """
    let limits = Limits(mailboxLimit: 5, mailboxOverflow: .reject)
    #expect(try lines(text, count: 2, limits: limits) == [":mailbox_full", ":done"])
  }

  @Test func timersThatExpireMakeRoomForOthers() throws {
    let text = """
      fn work() { rounds(20); print(:done) }
      fn rounds(0) { :ok }
      fn rounds(n) {
        for _ in 1..8 { Process.send_after(self(), :now, 1) }
        for _ in 1..8 { receive { :now -> 1 } }
        for _ in 1..8 { Process.cancel_timer(Process.send_after(self(), :late, 60_000)) }
        rounds(n - 1)
      }
      """
    #expect(try lines(text, count: 1, limits: Limits(maxTimers: 10)) == [":done"])
  }
}
