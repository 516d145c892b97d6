import Martlet
import Testing

/// What a Swift program does with a machine.
@Suite struct MachineTests {
  private struct Order: Codable, Sendable {
    var sku: String
    var price: Int
    var count: Int
  }

  private let rules = """
    module Rules {
      fn total(order) { order.price * order.count }
      fn crash() { raise((:no_price, 7)) }
      fn forever() { forever() }
      fn echo() { receive { (from, message) -> { from ! (:echo, message); echo() } } }
      fn stock(sku) { Stock.level(sku) + 1 }
      fn caught(sku) { try { Stock.level(sku) } catch { (:error, reason) -> (:caught, reason) } }
    }
    """

  @Test func aFunctionIsCalled() async throws {
    let vm = try VirtualMachine()
    try vm.load(source: rules, named: "rules.mt")
    let order = Order(sku: "a", price: 7, count: 6)
    let total: Int = try await vm.call("Rules", "total", with: [order])
    #expect(total == 42)
    await vm.shutdown()
  }

  @Test func aTextIsEvaluated() async throws {
    let vm = try VirtualMachine()
    #expect(try await vm.evaluate("1 + 2") == 3)
    #expect(try await vm.evaluate("let x = 20\nx * 2", timeout: .seconds(60), as: Int.self) == 40)
    await vm.shutdown()
  }

  @Test func anExceptionIsThrown() async throws {
    let vm = try VirtualMachine()
    try vm.load(source: rules, named: "rules.mt")
    let error = await #expect(throws: VirtualMachineError.self) {
      _ = try await vm.call("Rules", "crash")
    }
    guard case .exception(let exception)? = error else {
      Issue.record("\(String(describing: error))")
      return
    }
    #expect(exception.reason == .tuple([.atom("no_price"), 7]))
    #expect(exception.trace.first?.line == 3)
    await vm.shutdown()
  }

  @Test func aCallTakesAsLongAsItMay() async throws {
    let vm = try VirtualMachine()
    try vm.load(source: rules, named: "rules.mt")
    let error = await #expect(throws: VirtualMachineError.self) {
      _ = try await vm.call("Rules", "forever", timeout: .milliseconds(20))
    }
    guard case .timeout? = error else {
      Issue.record("\(String(describing: error))")
      return
    }
    await vm.shutdown()
  }

  @Test func aTaskThatIsCancelledEndsItsCall() async throws {
    let vm = try VirtualMachine()
    try vm.load(source: rules, named: "rules.mt")
    let task = Task { try await vm.call("Rules", "forever") }
    try await Task.sleep(for: .milliseconds(20))
    task.cancel()
    let outcome = await task.result
    guard case .failure(let error) = outcome, case .cancelled? = error as? VirtualMachineError
    else {
      Issue.record("\(outcome)")
      return
    }
    while vm.statistics.processesAlive > 0 { try await Task.sleep(for: .milliseconds(1)) }
    await vm.shutdown()
  }

  @Test func theHostIsAProcess() async throws {
    let vm = try VirtualMachine(.init(schedulers: 2))
    try vm.load(source: rules, named: "rules.mt")
    let host = try vm.mailbox(named: "host")
    let echo = try vm.spawn("Rules", "echo")
    let reference = try await host.monitor(echo)
    try vm.send(.tuple([.pid(host.pid), "hello"]), to: echo)
    #expect(await host.next() == .tuple([.atom("echo"), "hello"]))
    vm.kill(echo)
    #expect(
      await host.next()
        == .tuple([
          .atom("DOWN"), .reference(reference), .atom("process"), .pid(echo), .atom("killed"),
        ])
    )
    #expect(vm.pid(named: "host") == host.pid)
    await vm.shutdown()
    #expect(await host.next() == nil)
  }

  @Test func aHostFunctionIsCalled() async throws {
    let vm = try VirtualMachine()
    try vm.define("Stock", "level") { (sku: String) async throws -> Int in
      try await Task.sleep(for: .milliseconds(1))
      if sku == "none" { throw HostError(reason: .tuple([.atom("unknown"), .string(sku)])) }
      return sku.utf8.count
    }
    try vm.load(source: rules, named: "rules.mt")
    #expect(try await vm.call("Rules", "stock", with: ["four"]) == 5)
    #expect(
      try await vm.call("Rules", "caught", with: ["none"])
        == .tuple([.atom("caught"), .tuple([.atom("unknown"), "none"])])
    )
    #expect(
      try await vm.call("Rules", "caught", with: [3])
        == .tuple([
          .atom("caught"),
          .tuple([.atom("badarg"), "argument 1: expected a string, found 3"]),
        ])
    )
    await vm.shutdown()
  }

  @Test func eventsAreTold() async throws {
    let vm = try VirtualMachine()
    try vm.load(source: rules, named: "rules.mt")
    let events = vm.events(.crash)
    try await Task.sleep(for: .milliseconds(100))
    try vm.spawn("Rules", "crash")
    var found: Event?
    for await event in events {
      found = event
      break
    }
    guard case .crash(let crash)? = found else {
      Issue.record("\(String(describing: found))")
      return
    }
    #expect(crash.details["class"] == .atom("error"))
    await vm.shutdown()
  }
}
