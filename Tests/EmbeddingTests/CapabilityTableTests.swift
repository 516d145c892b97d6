import Foundation
import MartletRuntime
import TestSupport
import Testing

/// What every native function needs: nothing is reached without its capability, on whatever way.
@Suite struct CapabilityTableTests {
  private static let natives = Runtime.documentation

  /// The list of decisions; a native that is not in it has not been decided about.
  private static let golden =
    PackagePaths.root + "/Tests/EmbeddingTests/sandbox/natives.txt"

  @Test func everyNativeIsDecidedAbout() throws {
    let lines = Self.natives.map { native in
      let name = "\(native.module).\(native.name)/\(native.parameters.count)"
      guard let capability = native.capability else { return "\(name) free" }
      return "\(name) \(capability.name)\(native.condition.map { " \($0)" } ?? "")"
    }
    let text = lines.sorted().joined(separator: "\n") + "\n"
    if ProcessInfo.processInfo.environment["UPDATE_GOLDENS"] == "1" {
      try text.write(toFile: Self.golden, atomically: true, encoding: .utf8)
    }
    let known = try String(contentsOfFile: Self.golden, encoding: .utf8)
    #expect(
      text == known,
      "a native function is new or needs something else: decide, then run with UPDATE_GOLDENS=1"
    )
  }

  @Test func whatIsNeededIsDocumented() {
    for native in Self.natives {
      let sentence = native.capability.map { "Needs the capability `\($0.name)`" }
      #expect(native.text.contains("Needs the capability") == (sentence != nil))
      if let sentence { #expect(native.text.contains(sentence)) }
    }
  }

  private static let checking = """
    module Checking {
      fn raises(shown, name, f) {
        let got = try { (:ok, f()) } catch { (class, reason) -> (class, reason) }
        if got != (:error, (:not_permitted, name)) { print(shown, got) }
      }
      fn crashes(shown, name, (pid, ref)) {
        receive {
          (:DOWN, ^ref, :process, ^pid, ((:not_permitted, ^name), _)) -> :ok
          (:DOWN, ^ref, :process, ^pid, other) -> print(shown, other)
          after 20_000 -> print(shown, "has not ended")
        }
      }
    }

    """

  /// Directly, by name, as a function value, as the beginning of a process, and after hibernation.
  @Test func nothingIsReachedWithoutItsCapability() throws {
    var script = Self.checking
    var count = 0
    for native in Self.natives {
      guard let capability = native.capability, native.condition == nil else { continue }
      count += 1
      let (module, name) = (native.module, native.name)
      let arity = native.parameters.count
      let arguments = Array(repeating: "nil", count: arity).joined(separator: ", ")
      let function = "&\(module).\(name)/\(arity)"
      let want = ":\(capability.name)"
      let shown = "\"\(module).\(name)/\(arity)"
      let atom = name.hasSuffix("?") ? ":\"\(name)\"" : ":\(name)"
      script += """
        Checking.raises(\(shown) directly", \(want)) { \(module).\(name)(\(arguments)) }
        Checking.raises(\(shown) by apply", \(want)) { apply(\(module), \(atom), [\(arguments)]) }
        Checking.raises(\(shown) by value", \(want)) { apply(\(function), [\(arguments)]) }
        let f = \(function)
        Checking.raises(\(shown) by call of a value", \(want)) { f(\(arguments)) }
        Checking.crashes(\(shown) by spawn", \(want), spawn_monitor(\(module), \(atom), [\(arguments)]))
        self() ! :go
        Checking.crashes(\(shown) by hibernation", \(want), spawn_monitor {
          self() ! :wake
          Process.hibernate(\(module), \(atom), [\(arguments)])
        })
        receive { :go -> :ok }

        """
    }
    script += "print(\"done\")\n"
    #expect(count > 80)
    let run = try ConfinedRun(script, .none)
    #expect(run.output == "done\n")
    #expect(run.report.isSuccess)
  }

  @Test func someNeedACapabilityInSomeCases() throws {
    let script =
      Self.checking + """
        let other = spawn { Process.sleep(:infinity) }
        register(:theirs, spawn { receive { :stop -> :ok } })
        Checking.raises("info of another", :introspection) { Process.info(other) }
        Checking.raises("an item of another", :introspection) { Process.info(other, :dictionary) }
        Checking.raises("messages of another", :introspection) { Process.info(other, :messages) }
        Checking.raises("a glance at another", :introspection) { Process.glance(other) }
        Checking.raises("collecting another", :introspection) { Process.garbage_collect(other) }
        Checking.raises("taking a name away", :introspection) { unregister(:theirs) }
        Checking.raises("crashes of others", :introspection) { Events.subscribe(:crash) }
        Checking.raises("dead letters", :introspection) { Events.subscribe(:dead_letter, rate: 1) }
        Checking.raises("taking over", :introspection) { Events.subscribe(:mine, takes_over: true) }
        for p in [:high, :max] {
          Checking.raises("priority", :priority) { Process.flag(:priority, p) }
          Checking.raises("priority of a child", :priority) { spawn(priority: p) { 1 } }
        }
        Process.flag(:max_heap, 1_000_000)
        Checking.raises("a larger heap", :priority) { Process.flag(:max_heap, 2_000_000) }
        Checking.raises("any heap", :priority) { Process.flag(:max_heap, nil) }
        Process.flag(:max_heap, 900_000)
        # What is one's own.
        register(:mine, self())
        unregister(:mine)
        Events.subscribe(:weather)
        Process.flag(:priority, :low)
        Process.flag(:priority, :normal)
        print(Process.info(self(), :trap_exit), Process.glance(self()).status)
        print(Process.garbage_collect(self()), is_map(Process.info(self())))
        print(whereis(:theirs) != nil)
        """
    let run = try ConfinedRun(script, .none)
    #expect(run.output == "false :running\ntrue true\ntrue\n")
    let all = try ConfinedRun(
      """
      let other = spawn { Process.sleep(:infinity) }
      register(:theirs, other)
      print(unregister(:theirs), is_map(Process.info(other)), is_map(Process.glance(other)))
      print(Process.garbage_collect(other), Events.subscribe(:crash), Process.flag(:priority, :high))
      """,
      [.introspection, .priority]
    )
    #expect(all.output == "true true true\ntrue :ok :normal\n")
  }

  /// Functions of the library that need what a function below them does.
  @Test func theLibraryIsNoWayRound() throws {
    let calls: [(String, String)] = [
      ("Random.int(1, 6)", "random"), ("Random.float()", "random"), ("Random.uuid()", "random"),
      ("Random.new()", "random"), ("List.shuffle([1, 2, 3])", "random"),
      ("List.random([1])", "random"), ("System.system_time()", "clock"),
      ("File.read!(\"/etc/passwd\")", "files"), ("File.exists?(\"/\")", "files"),
      ("File.each_line(\"/etc/passwd\") { line in print(line) }", "files"),
      ("File.with_temp_dir { path in path }", "files"), ("File.touch(\"/tmp/x\")", "files"),
      ("File.remove_all(\"/no/such\")", "files"), ("Path.absolute(\"x\")", "files"),
      ("Path.expand(\"~\")", "environment"), ("System.env()", "environment"),
      ("System.get_env(\"HOME\", \"\")", "environment"), ("Code.eval(\"1 + 1\")", "code_loading"),
      ("Code.load_string(\"module A { }\")", "code_loading"), ("Code.load_file(\"a.mt\")", "files"),
      ("System.exit()", "exit"), ("System.halt(1)", "exit"), ("IO.read_line()", "input"),
      ("IO.read_all()", "input"), ("System.statistics()", "introspection"),
      ("System.memory()", "introspection"), ("Process.name(spawn { 1 })", "introspection"),
      ("Process.message_count(spawn { 1 })", "introspection"),
      ("Process.get_state(Started.agent())", "introspection"),
      ("Process.replace_state(Started.agent()) { n in n + 1 }", "introspection"),
      ("Process.suspend(Started.agent())", "introspection"),
      ("Process.resume(Started.agent())", "introspection"),
      ("Code.loaded?(List)", "introspection"), ("Trace.calls(List, :map, 2, %{})", "introspection"),
    ]
    var script =
      Self.checking + """
        module Started {
          fn agent() { elem(Agent.start(fn() { 7 }), 1) }
        }

        """
    for (call, name) in calls {
      let shown = call.filter { $0 != "\"" && $0 != "\\" }
      script += "Checking.raises(\"\(shown)\", :\(name)) { \(call) }\n"
    }
    script += "print(\"done\")\n"
    let run = try ConfinedRun(script, .none)
    #expect(run.output == "done\n")
  }

  /// A capability opens what needs it and nothing else.
  @Test func eachCapabilityGrantsItsOwn() throws {
    let calls: [(Capability, String, String)] = [
      (.clock, "clock", "Time.now() > 0"), (.random, "random", "Random.int(1, 1) == 1"),
      (.environment, "environment", "is_map(System.env())"),
      (.codeLoading, "code_loading", "Code.eval(\"1 + 1\") == (:ok, 2)"),
      (.atoms, "atoms", "is_atom(String.to_atom(\"some atom\"))"),
      (.introspection, "introspection", "length(Process.list()) >= 1"),
      (.priority, "priority", "Process.flag(:priority, :high) == :normal"),
      (.files(.read, in: "/"), "files", "File.exists?(\"/\")"),
    ]
    for (granted, _, _) in calls {
      var script = ""
      for (_, name, call) in calls {
        script += "print(\"\(name) \\(try { \(call) } catch { (_, reason) -> reason })\")\n"
      }
      let wanted = calls.map { capability, name, _ in
        "\(name) \(capability == granted ? "true" : "(:not_permitted, :\(name))")\n"
      }
      let run = try ConfinedRun(script, [granted])
      #expect(run.output == wanted.joined(), "\(granted)")
    }
  }

  @Test func theMessageSaysWhatIsMissingAndWhoGrantsIt() throws {
    let run = try ConfinedRun("print(1)\nTime.now()\n", .none)
    #expect(run.output == "1\n")
    let crash = try #require(run.report.crash)
    #expect(crash.reason == "(:not_permitted, :clock)")
    #expect(
      crash.help == """
        `Time.now` needs the capability `clock`, which this machine has not: the host grants it with \
        `capabilities: [.clock]`
        """
    )
    let loading = try ConfinedRun("Code.eval(\"1\")\n", .none)
    #expect(loading.report.crash?.help?.contains("`capabilities: [.codeLoading]`") == true)
  }

  @Test func scriptsCanAsk() throws {
    let run = try ConfinedRun(
      """
      print(System.permitted?(:clock), System.permitted?(:files), System.permitted?(:payments))
      print(System.permitted?(:code_loading), System.permitted?(:random), System.argv())
      """,
      [.clock, .files(.read, in: "/nowhere"), .custom("payments")],
      arguments: ["one"]
    )
    #expect(run.output == "true true true\nfalse false [\"one\"]\n")
  }
}
