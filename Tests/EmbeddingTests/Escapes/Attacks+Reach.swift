import Foundation
import Martlet

// Scripts that reach for what was not granted, or forge what they were not given.
extension Attack {
  private static let caught = "try { it() } catch { (_, r) -> r }"

  private static func reach(
    _ name: String,
    _ expression: String,
    _ capability: String,
    _ change: (inout Attack) -> Void = { _ in }
  ) -> Attack {
    Attack(
      name,
      "fn run() { try { it() } catch { (_, r) -> r } } fn it() { \(expression) }",
      "value (:not_permitted, :\(capability))",
      change: change
    )
  }

  static let reach: [Attack] =
    [
      reach("reading a file", "File.read(\"/etc/passwd\")", "files"),
      reach("reading a file through apply", "apply(File, :read, [\"/etc/passwd\"])", "files"),
      reach(
        "reading a file through a function value",
        "let f = &File.read/1\nf(\"/etc/passwd\")",
        "files"
      ),
      reach(
        "reading a file through a module in a variable",
        "let m = hd([File])\nm.read(\"/etc/passwd\")",
        "files"
      ),
      reach(
        "reading a file through List.map",
        "List.map([\"/etc/passwd\"], &File.read/1)",
        "files"
      ),
      reach("reading a file with the library", "File.read!(\"/etc/passwd\")", "files"),
      reach("a folder for temporary files", "File.make_temp_dir(\"x\")", "files"),
      reach("standard input", "IO.read_line()", "input"),
      reach("the environment", "System.get_env(\"HOME\")", "environment"),
      reach("changing the environment", "System.put_env(\"PATH\", \"/tmp\")", "environment"),
      reach("ending the program", "System.exit(3)", "exit"),
      reach("the time of day", "Time.now()", "clock"),
      reach("the processor's time", "System.processor_time(:microsecond)", "clock"),
      reach("randomness", "Random.bytes(8)", "random"),
      reach("a list of processes", "Process.list()", "introspection"),
      reach("a list of names", "Process.registered()", "introspection"),
      reach(
        "another process's memory",
        "Process.info(whereis(:host), :dictionary)",
        "introspection"
      ),
      reach("tracing the host's process", "Trace.process(whereis(:host), %{})", "introspection"),
      reach("tracing all calls", "Trace.function((Bystander, :run, 1), %{})", "introspection"),
      reach("terminals", "Terminal.console()", "introspection"),
      reach("bytecode", "Code.disassemble(Bystander)", "introspection"),
      reach(
        "compiling code",
        "Code.load_text(\"x.mt\", \"module List { fn map(_, _) { 1 } }\")",
        "code_loading"
      ),
      reach("compiling a statement", "Code.compile_statement(1, 2, 3, 4, 5)", "code_loading"),
      Attack(
        "reading a file in a new process",
        """
        fn run() {
          let (_, ref) = spawn_monitor(File, :read, ["/etc/passwd"])
          receive { (:DOWN, ^ref, _, _, (reason, _)) -> reason }
        }
        """,
        "value (:not_permitted, :files)"
      ),
      Attack(
        "reading a file in a timer",
        """
        fn run() {
          let me = self()
          Timer.apply_after(0, fn() { me ! try { File.read("/etc/passwd") } catch { (_, r) -> r } })
          receive { x -> x }
        }
        """,
        "value (:not_permitted, :files)"
      ),
      Attack("a pid from text", "fn run() { String.to_pid(inspect(self())) }", "error :undef"),
      Attack("a pid from an integer", "fn run() { 1 ! :hello }", "error :badarg"),
      Attack(
        "pids that are guessed",
        """
        fn run() { for n in 1..1_000, p in ["#pid<\\(n)>", :"#pid<1>", (:pid, n), n] { try { p ! :x } catch { _ -> nil } }; :done }
        """,
        "value :done"
      ),
      Attack(
        "a module with a path for a name",
        "fn run() { apply(:\"../../../etc/passwd\", :f, []) }",
        "error :undef"
      ),
      Attack(
        "a module with dots for a name",
        "fn run() { apply(:\"..Evil\", :f, []) }",
        "error :undef"
      ),
      Attack(
        "modules that are looked for, for ever",
        "fn run() { try { apply(:Missing, :f, []) } catch { _ -> nil }; run() }",
        "timeout"
      ),
    ] + files + foreign

  // MARK: Files

  /// A folder with a file, beside which lie a file and a folder that are not granted, with links.
  private static let folder: String? = {
    let manager = FileManager.default
    let base =
      NSTemporaryDirectory() + "martlet-escapes-\(ProcessInfo.processInfo.processIdentifier)"
    do {
      try manager.createDirectory(
        atPath: base + "/granted/inner",
        withIntermediateDirectories: true
      )
      try manager.createDirectory(atPath: base + "/granted-not", withIntermediateDirectories: true)
      for name in ["granted/open", "secret", "granted-not/secret"] {
        try Data(name.utf8).write(to: URL(fileURLWithPath: base + "/" + name))
      }
      for (link, target) in [
        ("link", base + "/secret"), ("up", ".."), ("root", "/"), ("inner/up", "../.."),
        ("loop", "loop"), ("twice", "up/granted/up"),
      ] {
        try? manager.createSymbolicLink(
          atPath: base + "/granted/" + link,
          withDestinationPath: target
        )
      }
      return base
    } catch { return nil }
  }()

  private static func file(_ path: String, _ call: String = "File.read(path)") -> Attack {
    let base = folder ?? "/nonexistent"
    return Attack(
      "\(call) of \(path)",
      "fn run(path) { try { match \(call) { (:ok, _) -> :escaped; :ok -> :escaped; x -> :refused } } catch { _ -> :refused } }",
      "value :refused"
    ) {
      $0.capabilities = [.files(.read, in: base + "/granted")]
      $0.arguments = [.string(path.replacingOccurrences(of: "BASE", with: base))]
    }
  }

  private static let files: [Attack] = [
    file("../secret"), file("inner/../../secret"), file("BASE/secret"),
    file("BASE/granted/../secret"), file("BASE/granted-not/secret"), file("link"),
    file("up/secret"),
    file("root/etc/passwd"), file("inner/up/secret"), file("loop"), file("twice/secret"),
    file("open\u{0}/../../secret"), file("//etc/passwd"), file("up", "File.list(path)"),
    file("open", "File.write(path, \"x\")"), file("new", "File.make_dir(path)"),
    file("link", "File.link(path, \"mine\")"), file("/proc/self/environ"),
    file("BASE/granted/./inner/.././../secret"),
    Attack(
      "reading what is granted",
      "fn run() { File.read(\"open\") }",
      "value (:ok, \"granted/open\")"
    ) {
      $0.capabilities = [.files(.read, in: (folder ?? "") + "/granted")]
    },
    Attack(
      "links that are made to lead out",
      """
      fn run() {
        try { File.link("..", "way") } catch { _ -> nil }
        try { File.link("/etc", "etc") } catch { _ -> nil }
        let a = try { File.read("way/secret") } catch { _ -> :refused }
        let b = try { File.read("etc/passwd") } catch { _ -> :refused }
        match (a, b) { ((:ok, _), _) -> :escaped; (_, (:ok, _)) -> :escaped; _ -> :refused }
      }
      """,
      "value :refused"
    ) { $0.capabilities = [.files(.readWrite, in: (folder ?? "") + "/granted")] },
    Attack(
      "reading files in 500 processes for ever",
      "fn run() { for _ in 1..500 { spawn { again() } }; again() } fn again() { File.read(\"open\"); again() }",
      "timeout"
    ) { $0.capabilities = [.files(.read, in: (folder ?? "") + "/granted")] },
    Attack(
      "reading a file without end",
      "fn run() { File.read(\"/dev/zero\") }",
      "error",
      "limit",
      "timeout",
      "value (:error"
    ) {
      $0.capabilities = [.files(.read, in: "/dev")]
      $0.milliseconds = 5_000
    },
  ]

  // MARK: Other machines

  private static let foreign: [Attack] = [
    Attack("a pid of another machine", "fn run(pid) { pid ! :x }", "the") {
      $0.body = { vm, _ in
        await AttackRun.outcome {
          let other = try VirtualMachine(.init(output: .discard))
          let pid = try other.mailbox().pid
          defer { Task { await other.shutdown() } }
          return try await vm.call("Attack", "run", with: [Value.pid(pid)], timeout: .seconds(5))
        }
      }
    },
    Attack("a reference of another machine", "fn run() { make_ref() }", "the") {
      $0.body = { vm, _ in
        await AttackRun.outcome {
          let other = try VirtualMachine(.init(output: .discard))
          let reference = try await other.evaluate("make_ref()")
          await other.shutdown()
          try vm.send(reference, to: "host")
          return .nil
        }
      }
    },
  ]
}
