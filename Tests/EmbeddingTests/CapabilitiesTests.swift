import Martlet
import MartletRuntime
import Testing

/// Sets of capabilities, and what works without any.
@Suite struct CapabilitiesTests {
  @Test func setsSayWhatTheyPermit() {
    let none: Capabilities = []
    let all = Capabilities.all
    for kind in Capability.Kind.builtIn + [.custom("payments")] {
      #expect(!none.permits(kind))
      #expect(all.permits(kind))
    }
    #expect(none == .none)
    #expect(all.permitsEverything)
    var some: Capabilities = [.clock, .custom("payments"), .files(.read, in: "/srv")]
    #expect(some.permits(.clock) && some.permits(.custom("payments")) && some.permits(.files))
    #expect(!some.permits(.random) && !some.permits(.custom("orders")) && !some.permits(.network))
    // A name of the host's own is never one of the machine's.
    #expect(!Capabilities([.custom("exit")]).permits(.exit))
    some.grant(.network(.any))
    #expect(some.permits(.network))
    #expect(
      some.description
        == "[.clock, .custom(\"payments\"), .files(.read, in: \"/srv\"), .network(.any)]"
    )
  }

  @Test(arguments: [
    ("api.example.com", 443, true), ("API.example.com.", 443, true),
    ("api.example.com", 80, false), ("example.com", 443, false),
    ("evil-api.example.com", 443, false), ("api.example.com.evil.org", 443, false),
    ("10.0.0.7", 1, true), ("10.0.0.7", 65_535, true), ("10.0.0.70", 1, false),
    ("::1", 25, true), ("[::1]", 25, true), ("[::1]", 26, false), ("", 443, false),
  ])
  func connectionsGoWhereTheyMay(_ host: String, _ port: Int, _ isPermitted: Bool) {
    let capabilities: Capabilities = [
      .clock, .network("api.example.com", port: 443), .network("10.0.0.7"),
      .network("::1", port: 25),
    ]
    #expect(capabilities.permitsConnection(to: host, port: port) == isPermitted)
    #expect(!Capabilities.none.permitsConnection(to: host, port: port))
    #expect(Capabilities([.network(.any)]).permitsConnection(to: host, port: port))
    #expect(Capabilities.all.permitsConnection(to: host, port: port))
  }

  /// The library's own time and chance: whole milliseconds, and numbers that spread work.
  @Test func timeWithoutAClockIsOneOfMilliseconds() throws {
    let script = """
      let began = Time.monotonic()
      Process.sleep(30)
      let ended = Time.monotonic()
      print(began < 60_000, ended - began >= 29)
      print(Time.monotonic(:nanosecond) rem 1_000_000, Time.monotonic(:microsecond) rem 1_000)
      print(Time.monotonic(:second) < 60)
      """
    let run = try ConfinedRun(script, .none)
    #expect(run.output == "true true\n0 0\ntrue\n")
    let exact = try ConfinedRun(
      "print(List.any?(1..200) { _ in Time.monotonic(:nanosecond) rem 1_000_000 != 0 })",
      [.clock]
    )
    #expect(exact.output == "true\n")
  }

  @Test func theLibraryWorksWithoutCapabilities() throws {
    let script = """
      module Counter {
        fn init(n) { (:ok, n) }
        fn handle_call(:next, _from, n) { (:reply, n, n + 1) }
        fn handle_call(:slow, _from, n) { Process.sleep(1_000); (:reply, n, n) }
        fn handle_call(:crash, _from, _n) { raise(:oops) }
        fn handle_cast(_, n) { (:noreply, n) }
      }
      let (:ok, server) = GenServer.start(Counter, 5)
      print(GenServer.call(server, :next), GenServer.call(server, :next))
      print(try { GenServer.call(server, :slow, 20) } catch { (:exit, (reason, _)) -> reason })

      let (:ok, sup) = Supervisor.start_link([%{id: :a, start: fn() {
        GenServer.start_link(Counter, 1, name: :counter)
      }}])
      let before = whereis(:counter)
      exit(before, :kill)
      fn again(before) {
        let now = whereis(:counter)
        if now == nil or now == before { Process.sleep(5); again(before) } else { now }
      }
      print(again(before) != before, Supervisor.count_children(sup).active)
      Supervisor.stop(sup)

      print(Task.await(Task.async { 6 * 7 }), Task.await_many(for x in 1..3 { Task.async { x * 2 } }))
      print(try { Task.await(Task.async { Process.sleep(:infinity) }, 10) } catch { _ -> :late })
      let (:ok, agent) = Agent.start(fn() { 1 })
      Agent.update(agent) { n in n + 1 }
      print(Agent.get(agent) { n in n })
      Process.send_after(self(), :ping, 5)
      print(receive { :ping -> :pong })
      Random.seed(1)
      print(Random.int(1, 1), tuple_size(Random.new(7)))
      let me = self()
      Logger.configure(format: :text, output: fn(text) { me ! (:text, text) })
      Logger.info("paid", order: 7)
      print(receive { (:text, text) -> text })
      print(String.to_existing_atom("ok"), System.unique_integer() < System.unique_integer())
      """
    let run = try ConfinedRun(script, .none)
    #expect(
      run.output == """
        5 6
        :timeout
        true 1
        42 [2, 4, 6]
        :late
        2
        :pong
        1 3
        [info] paid order=7

        :ok true

        """
    )
    #expect(run.report.crash?.reason == nil)
  }

  @Test func machinesHaveNumbersOfTheirOwn() throws {
    // Foreseeable without the capability, and from another seed each time with it.
    let script = "print(Random.any_int(1, 1 bsl 60), System.unique_integer())"
    let first = try ConfinedRun(script, .none).output
    #expect(try ConfinedRun(script, .none).output == first)
    #expect(try ConfinedRun(script, [.random]).output != first)
  }

  /// What the host wants to know of its machine it is told, whatever the scripts may do.
  @Test func theHostSeesMoreThanScripts() async throws {
    let vm = try VirtualMachine(.init(output: .discard))
    try vm.load(source: "module Idle { fn run() { receive { :stop -> :ok } } }", named: "idle.mt")
    let pid = try vm.spawn("Idle", "run", with: [])
    let information = try #require(try await vm.information(pid))
    #expect(information["status"] == .atom("waiting"))
    await #expect {
      _ = try await vm.evaluate("Process.info(hd([whereis(:a), self()]) or self())") as Value
      _ = try await vm.call("Process", "info", with: [pid]) as Value
    } throws: { error in
      "\(error)".contains("(:not_permitted, :introspection)")
    }
    await #expect(throws: VirtualMachineError.self) {
      _ = try await vm.evaluate("Host.run_events([:crash])") as Value
    }
    let events = vm.events(.crash)
    try vm.load(source: "module Bad { fn run() { raise(:oops) } }", named: "bad.mt")
    _ = try vm.spawn("Bad", "run", with: [])
    for await event in events {
      guard case .crash(let crash) = event else { continue }
      #expect(crash.reason == .atom("oops"))
      break
    }
    await vm.shutdown()
  }

  @Test func processesDoNotRaiseTheLimitsOfTheMachine() async throws {
    let limits = Limits(maxHeapBytes: 10_000_000, mailboxLimit: 100)
    for (capabilities, larger) in [(Capabilities.none, false), ([.priority], true)] {
      let vm = try VirtualMachine(
        .init(capabilities: capabilities, limits: limits, output: .discard)
      )
      let value: Value = try await vm.evaluate(
        "try { spawn(max_heap: 20_000_000) { 1 }; true } catch { (_, reason) -> reason }"
      )
      #expect(value == (larger ? true : .tuple([.atom("not_permitted"), .atom("priority")])))
      let smaller: Bool = try await vm.evaluate(
        "is_pid(spawn(max_heap: 1_000_000, mailbox: 200) { 1 })"
      )
      #expect(smaller)
      await vm.shutdown()
    }
  }

  @Test func errorsOfScriptsGoWhereTheHostWants() throws {
    let run = try ConfinedRun("IO.warn(\"careful\")\nprint(1)", .none)
    #expect(run.output == "1\n")
    #expect(run.errors == "careful\n")
  }
}
