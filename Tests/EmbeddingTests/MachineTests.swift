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

  @Test func processesAreControlled() async throws {
    let vm = try VirtualMachine()
    try vm.load(source: rules, named: "rules.mt")
    let host = try vm.mailbox()
    let echo = try vm.spawn("Rules", "echo", options: .init(name: "echo", link: host.pid))
    #expect(vm.pid(named: "echo") == echo)
    #expect(vm.isAlive(echo))
    vm.suspend(echo)
    try vm.send(.tuple([.pid(host.pid), 1]), to: "echo")
    var status: Value?
    while status != .atom("suspended") { status = try await vm.information(echo)?["status"] }
    vm.resume(echo)
    #expect(await host.next() == .tuple([.atom("echo"), 1]))
    try vm.exit(echo, reason: .atom("enough"))
    #expect(await host.next() == .tuple([.atom("EXIT"), .pid(echo), .atom("enough")]))
    #expect(!vm.isAlive(echo))
    #expect(try await vm.information(echo) == nil)
    #expect(throws: VirtualMachineError.self) { try vm.send(1, to: "echo") }
    await vm.shutdown()
  }

  @Test func machinesDoNotKnowEachOther() async throws {
    let one = try VirtualMachine()
    let other = try VirtualMachine()
    let mailbox = try one.mailbox()
    #expect(!other.isAlive(mailbox.pid))
    #expect(throws: VirtualMachineError.self) { try other.send(1, to: mailbox.pid) }
    let host = try other.mailbox()
    #expect(throws: VirtualMachineError.self) { try other.send(.pid(mailbox.pid), to: host.pid) }
    await one.shutdown()
    #expect(try await other.evaluate("1") == 1)
    await other.shutdown()
  }

  @Test func aFullMailboxHoldsSendersUp() async throws {
    let vm = try VirtualMachine(.init(schedulers: 2))
    try vm.load(
      source: """
        module Flood {
          fn run(host, n, from) { send(host, 0, n); from ! :done }
          private fn send(_, n, n) { :ok }
          private fn send(host, i, n) { host ! i; send(host, i + 1, n) }
        }
        """,
      named: "flood.mt"
    )
    let host = try vm.mailbox(named: "host", limit: 10)
    let done = try vm.mailbox()
    try vm.spawn("Flood", "run", with: [Value.pid(host.pid), 1_000, Value.pid(done.pid)])
    for expected in 0..<1_000 { #expect(await host.next() == .integer(expected)) }
    #expect(await done.next() == .atom("done"))
    await vm.shutdown()
  }

  @Test func processesEndInOrder() async throws {
    let vm = try VirtualMachine()
    try vm.load(
      source: """
        module Tidy {
          fn run(host) {
            Process.flag(:trap_exit, true)
            host ! :ready
            receive { (:EXIT, _, reason) -> host ! (:ended, reason) }
          }
        }
        """,
      named: "tidy.mt"
    )
    let host = try vm.mailbox()
    try vm.spawn("Tidy", "run", with: [Value.pid(host.pid)])
    #expect(await host.next() == .atom("ready"))
    async let last = host.next()
    await vm.shutdown(grace: .seconds(30))
    #expect(await last == .tuple([.atom("ended"), .atom("shutdown")]))
    let error = await #expect(throws: VirtualMachineError.self) { _ = try await vm.evaluate("1") }
    guard case .stopped? = error else {
      Issue.record("\(String(describing: error))")
      return
    }
  }

  @Test func manyCallsRunAtOnce() async throws {
    let vm = try VirtualMachine(.init(schedulers: 2))
    try vm.load(source: "module Sum { fn of(a, b) { a + b } }", named: "sum.mt")
    let sum = try await withThrowingTaskGroup(of: Int.self) { group in
      for number in 0..<10_000 {
        group.addTask { try await vm.call("Sum", "of", with: [number, 1]) }
      }
      return try await group.reduce(0, +)
    }
    #expect(sum == 10_000 * 9_999 / 2 + 10_000)
    await vm.shutdown()
  }

  @Test func othersModulesAreNotReplaced() async throws {
    let vm = try VirtualMachine()
    let error = #expect(throws: VirtualMachineError.self) {
      try vm.load(
        source: "module Mine { fn one() { 1 } }\nmodule List { fn map(_, _) { :mine } }",
        named: "plugin.mt",
        permitting: ["Mine"]
      )
    }
    #expect(
      error?.description
        == "the module could not be loaded: it has the module List, which it may not have"
    )
    #expect(try await vm.evaluate("List.map([1]) { x in x + 1 }") == [2])
    await vm.shutdown()
  }

  @Test func supervisorsEndTheirChildrenInOrder() async throws {
    let vm = try VirtualMachine()
    try vm.load(
      source: """
        module Tidy {
          fn start(host) {
            let child = %{id: :tidy, start: (Tidy, :start_link, [host])}
            let (:ok, _) = Supervisor.start([child], strategy: :one_for_one)
            :ok
          }
          fn start_link(host) { GenServer.start_link(Tidy, host) }
          fn init(host) { Process.flag(:trap_exit, true); (:ok, host) }
          fn terminate(reason, host) { host ! (:ended, reason) }
        }
        """,
      named: "tidy.mt"
    )
    let host = try vm.mailbox()
    _ = try await vm.call("Tidy", "start", with: [Value.pid(host.pid)])
    let last = Task { await host.next() }
    await vm.shutdown(grace: .seconds(60))
    #expect(await last.value == .tuple([.atom("ended"), .atom("shutdown")]))
  }
}
