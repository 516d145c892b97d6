import Foundation
import Testing

@testable import MartletRuntime

/// Signals to processes from threads that are no schedulers.
@Suite(.serialized) struct OutsideSignalTests {
  private static let functions = """
    fn spin(n) { spin(n + 1) }
    fn endless() { spin(0) }
    fn wait() { receive { :never -> 1 } }
    fn trapping() { Process.flag(:trap_exit, true); receive { (:EXIT, _, reason) -> print(reason) } }
    """

  private func reductions(_ machine: ScriptMachine, _ index: Int) -> UInt64 {
    machine.runtime.machine.pointee.slabs.find(machine.pid(index))?.pointee.reductions ?? 0
  }

  @Test func theSuspendedStandStillUntilTheyAreResumed() throws {
    let machine = try ScriptMachine(Self.functions, start: [("endless", nil)])
    defer { #expect(machine.stop()) }
    let pid = machine.id(0)
    #expect(machine.wait { reductions(machine, 0) > 10_000 })
    machine.runtime.suspend(pid)
    machine.runtime.suspend(pid)
    usleep(50_000)
    let before = reductions(machine, 0)
    usleep(50_000)
    #expect(reductions(machine, 0) == before)
    machine.runtime.resume(pid)
    usleep(50_000)
    #expect(reductions(machine, 0) == before)
    machine.runtime.resume(pid)
    #expect(machine.wait { reductions(machine, 0) > before + 10_000 })
  }

  @Test func theSuspendedDieOfAKill() throws {
    let machine = try ScriptMachine(
      Self.functions,
      start: [("endless", nil), ("wait", nil), ("trapping", nil)]
    )
    defer { #expect(machine.stop()) }
    for index in 0..<3 {
      let pid = machine.id(index)
      machine.runtime.suspend(pid)
      usleep(20_000)
      #expect(machine.runtime.isAlive(pid))
      machine.runtime.kill(pid)
      #expect(machine.wait { !machine.runtime.isAlive(pid) })
      machine.runtime.suspend(pid)
      machine.runtime.resume(pid)
      machine.runtime.kill(pid)
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
    try machine.runtime.exit(machine.id(0), reason: reason)
    #expect(machine.lines(count: 1) == ["(:stop, \"please\", 7)"])
    try machine.runtime.exit(machine.id(1), reason: .atom("normal"))
    try machine.runtime.exit(machine.id(2), reason: .atom("shutdown"))
    #expect(machine.wait { !machine.runtime.isAlive(machine.id(2)) })
    usleep(20_000)
    #expect(machine.runtime.isAlive(machine.id(1)))
    try machine.runtime.exit(machine.id(1), reason: .atom("kill"))
    #expect(machine.wait { !machine.runtime.isAlive(machine.id(1)) })
  }
}
