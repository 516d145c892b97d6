import Foundation
import Testing

@testable import MartletRuntime

/// Signals to processes from threads that are no schedulers.
@Suite(.serialized) struct OutsideSignalTests {
  private static let functions = """
    fn spin(n) { spin(n + 1) }
    fn endless() { spin(0) }
    fn wait() { receive { :never -> 1 } }
    fn trapping() { Process.flag(:trap_exit, true); receive { m -> print(m) } }
    """

  private func reductions(_ machine: ScriptMachine, _ index: Int) -> UInt64 {
    machine.runtime.machine.pointee.slabs.find(machine.pid(index))?.pointee.reductions ?? 0
  }

  @Test func theSuspendedStandStillUntilTheyAreResumed() throws {
    let machine = try ScriptMachine(Self.functions, start: [("endless", nil)])
    defer { #expect(machine.stop()) }
    let pid = machine.pid(0)
    #expect(machine.wait { reductions(machine, 0) > 10_000 })
    #expect(machine.runtime.machine.suspend(pid))
    #expect(machine.runtime.machine.suspend(pid))
    usleep(50_000)
    let before = reductions(machine, 0)
    usleep(50_000)
    #expect(reductions(machine, 0) == before)
    #expect(machine.runtime.machine.resume(pid))
    usleep(50_000)
    #expect(reductions(machine, 0) == before)
    #expect(machine.runtime.machine.resume(pid))
    #expect(machine.wait { reductions(machine, 0) > before + 10_000 })
  }

  @Test func theSuspendedDieOfAKill() throws {
    let machine = try ScriptMachine(
      Self.functions,
      start: [("endless", nil), ("wait", nil), ("trapping", nil)]
    )
    defer { #expect(machine.stop()) }
    for index in 0..<3 {
      let pid = machine.pid(index)
      #expect(machine.runtime.machine.suspend(pid))
      usleep(20_000)
      #expect(machine.runtime.machine.isAlive(pid))
      #expect(machine.runtime.machine.kill(pid))
      #expect(machine.wait { !machine.runtime.machine.isAlive(pid) })
      #expect(!machine.runtime.machine.suspend(pid))
      #expect(!machine.runtime.machine.resume(pid))
      #expect(!machine.runtime.machine.kill(pid))
    }
  }

  @Test func exitSignalsHaveReasons() throws {
    let machine = try ScriptMachine(
      Self.functions,
      start: [("trapping", nil), ("wait", nil), ("wait", nil)]
    )
    defer { #expect(machine.stop()) }
    // What came before a process traps exits would end it.
    #expect(machine.wait { reductions(machine, 0) > 0 })
    let reason = Value.tuple([.atom("stop"), .string("please"), .integer(7)])
    #expect(try machine.runtime.machine.exit(machine.pid(0), reason: reason))
    #expect(machine.lines(count: 1) == ["(:EXIT, nil, (:stop, \"please\", 7))"])
    #expect(try machine.runtime.machine.exit(machine.pid(1), reason: .atom("normal")))
    #expect(try machine.runtime.machine.exit(machine.pid(2), reason: .atom("shutdown")))
    #expect(machine.wait { !machine.runtime.machine.isAlive(machine.pid(2)) })
    usleep(20_000)
    #expect(machine.runtime.machine.isAlive(machine.pid(1)))
    #expect(try machine.runtime.machine.exit(machine.pid(1), reason: .atom("kill")))
    #expect(machine.wait { !machine.runtime.machine.isAlive(machine.pid(1)) })
  }
}
