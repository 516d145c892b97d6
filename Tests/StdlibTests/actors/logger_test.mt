# The logger: levels, formats, handlers, the writer's life, overload, crash reports.
#
# There is one logger in a program, so all tests of it are in this file, one after the other.

module Helper {
  let usual = %{format: :auto, output: :standard_error, drop_above: 1_000}

  ## Calls `f` while the log's text comes here as messages `(:text, text)`; then all is as before.
  fn with_texts(format, f) {
    let me = self()
    Logger.configure(format: format, output: fn(text) { me ! (:text, text) })
    restoring(f)
  }

  ## Calls `f` and puts the usual settings back.
  fn restoring(f) {
    try { f() } after {
      Logger.set_level(:info)
      Logger.clear_metadata()
      Logger.configure(usual)
    }
  }

  ## What was logged since the last time, as lines without their time.
  fn lines() {
    Logger.flush(:infinity)
    texts() |> String.join("") |> String.lines() |> List.map { line in without_time(line) }
  }

  fn texts() {
    receive {
      (:text, text) -> [text | texts()]
      after 0       -> []
    }
  }

  private fn without_time(line) {
    match String.split_once(line, "Z [") {
      (_, rest) -> "[\(rest)"
      nil       -> line
    }
  }

  ## An output that is stuck until the process `valve` has ended: `(valve, output)`.
  fn stuck_output(owner) {
    let valve = spawn { receive { :open -> :ok } }
    let output = fn(text) {
      owner ! :stuck
      Process.wait(valve)
      owner ! (:text, text)
    }
    (valve, output)
  }
}

Test.test("lines carry the level, the message and the metadata in key order") {
  Helper.with_texts(:text) {
    Logger.info("paid", order: 7, amount: 30)
    Logger.notice("plain")
    Logger.warning("careful", what: "two words")
    Logger.error("bad", reason: (:error, :enoent))
    Test.expect_equal(Helper.lines(), [
      "[info] paid amount=30 order=7",
      "[notice] plain",
      "[warning] careful what=\"two words\"",
      "[error] bad reason=(:error, :enoent)",
    ])
  }
}

Test.test("a line begins with the time in UTC") {
  Helper.with_texts(:text) {
    let before = Time.now()
    Logger.info("now")
    Logger.flush(:infinity)
    let [text] = Helper.texts()
    let written = Time.parse_iso8601(Binary.part(text, 0, 24))
    Test.expect(written >= before and written <= Time.now())
  }
}

Test.test("what is below the level is not made") {
  Helper.with_texts(:text) {
    Test.expect_equal(Logger.debug { raise(:never_called) }, :ok)
    Test.expect_equal(Logger.debug("never written"), :ok)
    Logger.set_level(:error)
    Logger.info("nor this")
    Logger.warning { raise(:nor_this) }
    Logger.error { "but this" }
    Logger.set_level(:none)
    Logger.error("silence")
    Logger.set_level(:debug)
    Logger.debug { "made when on" }
    Logger.debug(step: 1) { "with metadata" }
    Test.expect_equal(Helper.lines(), [
      "[error] but this", "[debug] made when on", "[debug] with metadata step=1",
    ])
  }
}

Test.test("the level is known without the writer") {
  Helper.restoring {
    Test.expect_equal(Logger.level(), :info)
    Test.expect(not Logger.enabled?(:debug))
    Logger.set_level(:debug)
    Test.expect_equal(Logger.level(), :debug)
    Test.expect(Logger.enabled?(:debug))
  }
}

Test.test("a module may have a level of its own, in both directions") {
  Helper.with_texts(:text) {
    Logger.set_level(Loud, :debug)
    Logger.set_level(Quiet, :error)
    Logger.debug("heard", module: Loud)
    Logger.debug("not heard")
    Logger.warning("not heard", module: Quiet)
    Logger.put_metadata(module: Quiet)
    Logger.info("not heard either")
    Logger.error("heard")
    Test.expect(Logger.enabled?(:debug, Loud))
    Test.expect(not Logger.enabled?(:warning, Quiet))
    Logger.clear_level(Loud)
    Logger.clear_level(Quiet)
    Test.expect(not Logger.enabled?(:debug, Loud))
    Test.expect(Logger.enabled?(:info, Quiet))
    Test.expect_equal(Helper.lines(), ["[debug] heard module=Loud", "[error] heard module=Quiet"])
  }
}

Test.test("nonsense is refused in the caller") {
  Test.expect_raise((:bad_level, :loud)) { Logger.log(:loud, "x") }
  Test.expect_raise((:bad_level, "info")) { Logger.set_level("info") }
  Test.expect_raise((:bad_setting, :format, :xml)) { Logger.configure(format: :xml) }
  Test.expect_raise((:bad_setting, :drop_above, 0)) { Logger.configure(drop_above: 0) }
  Test.expect_raise((:bad_setting, :colour, true)) { Logger.configure(colour: true) }
  Test.expect_equal(Logger.level(), :info)
}

Test.test("a process has metadata of its own") {
  Helper.with_texts(:text) {
    Logger.put_metadata(request: 12)
    Logger.info("a")
    Logger.info("b", request: 13, user: "ada")
    Test.expect_equal(Logger.with_metadata(step: 1) { Logger.info("c"); :result }, :result)
    let (pid, ref) = spawn_monitor { Logger.info("another process") }
    receive { (:DOWN, ^ref, :process, ^pid, _) -> :ok }
    Logger.put_metadata(request: nil)
    Logger.info("d")
    Test.expect_equal(Helper.lines(), [
      "[info] a request=12", "[info] b request=13 user=ada", "[info] c request=12 step=1",
      "[info] another process", "[info] d",
    ])
  }
}

Test.test("metadata is put back when the function fails") {
  Test.expect_raise(:oops) { Logger.with_metadata(step: 1) { raise(:oops) } }
  Test.expect_equal(Logger.metadata(), %{})
}

Test.test("messages are shown as strings whatever they are") {
  Helper.with_texts(:text) {
    Logger.info((:a, 1))
    Logger.info { 42 }
    Test.expect_equal(Helper.lines(), ["[info] (:a, 1)", "[info] 42"])
  }
}

Test.test("no text forges a line or drives a terminal") {
  Helper.with_texts(:text) {
    Logger.info("a\n2026-01-01T00:00:00.000Z [error] forged\r\t")
    Logger.info("\e[31mred\u{9b}0m\u{7f}\0")
    Logger.info("\u{202e}gnp.exe\u{2028}\u{2066}")
    Logger.info("kept: é “quotes” … 🐦 \\ \"")
    Logger.info(<<255, "x", 0xC3>>)
    Logger.info("metadata", %{key: "a\nb", :"x\ny" => "\e"})
    Test.expect_equal(Helper.lines(), [
      "[info] a\\n2026-01-01T00:00:00.000Z [error] forged\\r\\t",
      "[info] \\e[31mred\\u{9b}0m\\u{7f}\\u{0}",
      "[info] \\u{202e}gnp.exe\\u{2028}\\u{2066}",
      "[info] kept: é “quotes” … 🐦 \\ \"",
      "[info] \\xffx\\xc3",
      "[info] metadata key=\"a\\nb\" x\\ny=\"\\e\"",
    ])
  }
}

Test.test("a message of megabytes is cut, at a character") {
  Helper.with_texts(:text) {
    Logger.info(String.repeat("é", 1_000_000))
    Logger.info("x" <> String.repeat("é", 5_000))
    let [first, second] = Helper.lines()
    Test.expect(byte_size(first) < 9_000 and String.valid?(first))
    Test.expect(String.ends_with?(first, "… (1991808 bytes more)"))
    Test.expect(String.valid?(second))
  }
}

Test.test("JSON is an object a line") {
  Helper.with_texts(:json) {
    Logger.info("a \"b\"\n\\", order: 7, list: [1, 2.5, nil, true, :atom, "s"], map: %{x: (1, 2)})
    Logger.error(<<255>>)
    Logger.flush(:infinity)
    let [first, second] = Helper.texts() |> String.join("") |> String.lines()
    let (_, rest) = String.split_once(first, "Z\",")
    Test.expect_equal(
      rest,
      "\"level\":\"info\",\"message\":\"a \\\"b\\\"\\n\\\\\",\"pid\":\"\(self())\"," <>
        "\"metadata\":{\"list\":[1,2.5,null,true,\"atom\",\"s\"],\"map\":{\"x\":\"(1, 2)\"},\"order\":7}}"
    )
    Test.expect(String.contains?(second, "\"message\":\"\u{FFFD}\""))
  }
}

Test.test("lines for a terminal are in colour") {
  Helper.with_texts(:color) {
    Logger.error("bad", key: 1)
    Logger.flush(:infinity)
    let [text] = Helper.texts()
    Test.expect(String.contains?(text, "\e[1;31m[error]\e[0m bad\e[2m key=1\e[0m\n"))
  }
}

Test.test("a format may be a function, and may fail") {
  Helper.with_texts(fn(event) { "\(event.level)|\(event.message)|\(event.metadata)\n" }) {
    Logger.info("x", a: 1)
    Test.expect_equal(Helper.lines(), [":info|x|%{a: 1}"])
    Logger.configure(format: fn(_) { raise(:oops) })
    Logger.info("x")
    Test.expect_equal(Helper.lines(), ["[info] x", "    the logger's format failed: :oops"])
  }
}

Test.test("lines go to a file") {
  File.with_temp_dir { dir in
    let path = Path.join(dir, "shop.log")
    Helper.restoring {
      Logger.configure(output: path)
      for i in 1..50 { Logger.info("line \(i)") }
      Test.expect_equal(Logger.flush(:infinity), :ok)
      let lines = File.read_lines!(path)
      Test.expect_equal(length(lines), 50)
      Test.expect(String.ends_with?(List.last(lines), "[info] line 50"))
    }
  }
}

Test.test("the messages of a process stay in order") {
  Helper.with_texts(:text) {
    for i in 1..500 { Logger.info(to_string(i)) }
    Test.expect_equal(Helper.lines(), for i in 1..500 { "[info] \(i)" })
  }
}

Test.test("handlers get every event that is written") {
  Helper.with_texts(:text) {
    let me = self()
    Logger.add_handler(:first) { event in me ! (:first, event) }
    Logger.add_handler(:second) { event in if event.level == :error { me ! (:second, event.message) } }
    Test.expect_equal(Logger.handlers(), [:first, :second])
    Logger.info("a", key: 1)
    Logger.debug("not written")
    Logger.error("b")
    Logger.flush(:infinity)
    Test.expect_receive() { (:first, %{level: :info, message: "a", metadata: %{key: 1}, pid: ^me}) in true }
    Test.expect_receive() { (:first, %{level: :error, message: "b"}) in true }
    Test.expect_receive() { (:second, "b") in true }
    Logger.remove_handler(:first)
    Logger.remove_handler(:second)
    Test.expect_equal(Logger.handlers(), [])
    Logger.error("c")
    Logger.flush(:infinity)
    Test.refute_receive(0) { (:first, _) in true }
  }
}

Test.test("a handler that fails is removed, and the log says so") {
  Helper.with_texts(:text) {
    Logger.add_handler(:broken) { _ in raise(:oops) }
    Logger.info("a")
    Test.expect_equal(Helper.lines(), [
      "[info] a", "[error] the handler :broken failed and was removed: (:error, :oops)",
    ])
    Test.expect_equal(Logger.handlers(), [])
    Logger.info("b")
    Test.expect_equal(Helper.lines(), ["[info] b"])
  }
}

Test.test("a handler that logs does not go round in circles") {
  Helper.with_texts(:text) {
    Logger.add_handler(:echo) { event in Logger.info("again: \(event.message)") }
    Logger.info("a")
    Test.expect_equal(Helper.lines(), ["[info] a"])
    Logger.remove_handler(:echo)
  }
}

Test.test("a handler cannot change settings, which would wait for itself") {
  Helper.with_texts(:text) {
    let me = self()
    Logger.add_handler(:busybody) { _ in
      try { Logger.set_level(:debug) } catch { (class, reason) -> me ! (class, reason) }
    }
    Logger.info("a")
    Test.expect_receive() { (:error, (:logger, :called_by_a_handler)) in true }
    Logger.remove_handler(:busybody)
    Test.expect_equal(Helper.lines(), ["[info] a"])
  }
}

Test.test("a killed writer is started again with the same settings") {
  Helper.with_texts(:text) {
    Logger.info("before")
    Test.expect_equal(Helper.lines(), ["[info] before"])
    let writer = whereis(Logger.Writer)
    exit(writer, :kill)
    Test.expect_exit(writer, :noproc)
    Logger.info("after")
    Test.expect_equal(Helper.lines(), ["[info] after"])
    Test.expect(whereis(Logger.Writer) != writer)
  }
}

Test.test("a killed keeper is started again with the settings that the writer knows") {
  Helper.with_texts(:text) {
    Logger.info("before")
    let keeper = whereis(Logger.Keeper)
    let ref = monitor(keeper)
    exit(keeper, :kill)
    receive { (:DOWN, ^ref, _, _, _) -> :ok }
    Test.expect_equal(Logger.configuration().format, :text)
    Logger.info("after")
    Test.expect_equal(Helper.lines(), ["[info] before", "[info] after"])
    Test.expect(whereis(Logger.Keeper) != keeper)
  }
}

Test.test("many first callers at once start one writer") {
  Helper.with_texts(:text) {
    let writer = whereis(Logger.Writer)
    let refs = for i in 1..20 {
      if i == 1 { exit(writer, :kill) }
      let (_, ref) = spawn_monitor {
        # Nobody's message is lost once there is a writer: the dead one has no name.
        Process.wait(writer)
        Logger.info("one")
      }
      ref
    }
    for ref in refs { receive { (:DOWN, ^ref, _, _, reason) -> Test.expect_equal(reason, :normal) } }
    Test.expect_equal(length(Helper.lines()), 20)
  }
}

Test.test("above the mark the older messages are dropped, counted and told") {
  let (valve, output) = Helper.stuck_output(self())
  Helper.restoring {
    Logger.configure(format: :text, output: output, drop_above: 10)
    Logger.info("first")
    receive { :stuck -> :ok }
    for i in 1..30 { Logger.info("line \(i)") }
    valve ! :open
    let first = Test.expect_receive() { (:text, text) in text }
    Test.expect(String.contains?(first, "[info] first"))
    # Only now ask for the rest: a request would have been counted among those that wait.
    let told = Test.expect_receive() { (:text, text) in text }
    Test.expect(String.contains?(told, "[warning] 25 messages dropped"))
    Test.expect_equal(Helper.lines(), for i in 26..30 { "[info] line \(i)" })
    Logger.info("and on it goes")
    Test.expect_equal(Helper.lines(), ["[info] and on it goes"])
  }
}

Test.test("a stuck output blocks no caller, and the mailbox has its limit") {
  let (valve, output) = Helper.stuck_output(self())
  Helper.restoring {
    Logger.configure(format: :text, output: output)
    Logger.info("first")
    let writer = whereis(Logger.Writer)
    receive { :stuck -> :ok }
    for _ in 1..10_100 { Logger.info("x") }
    Test.expect(Process.message_count(writer) <= 10_000)
    Test.expect_equal(Logger.flush(1), :timeout)
    valve ! :open
    Logger.flush(:infinity)
    # What did not get in is told when this process logs again.
    Logger.info("last")
    let lines = Helper.lines()
    Test.expect_equal(hd(lines), "[info] first")
    Test.expect_equal(dropped(lines) + List.count(lines) { line in line == "[info] x" }, 10_100)
    Test.expect(List.member?(lines, "[info] last"))
  }
}

fn dropped(lines) {
  List.sum(for "[warning] " <> rest in lines {
    let [count | _] = String.split(rest, " ")
    String.to_integer(count)
  })
}

Test.test("a writer that is stuck for good is replaced when settings change") {
  let me = self()
  let (_valve, output) = Helper.stuck_output(me)
  Helper.restoring {
    Logger.configure(format: :text, output: output)
    Logger.info("never written")
    let ref = monitor(Logger.Writer)
    receive { :stuck -> :ok }
    Logger.Keeper.change((:patience, 1))
    Logger.configure(output: fn(text) { me ! (:text, text) })
    receive { (:DOWN, ^ref, _, _, reason) -> Test.expect_equal(reason, :killed) }
    Logger.Keeper.change((:patience, 5_000))
    Logger.info("goes on")
    Test.expect_equal(Helper.lines(), ["[info] goes on"])
  }
}

Test.test("crash reports become log events") {
  Helper.with_texts(:text) {
    Logger.take_crash_reports()
    try {
      let (pid, ref) = spawn_monitor { raise(:jammed) }
      receive { (:DOWN, ^ref, _, _, _) -> :ok }
      let line = Test.expect_receive() { (:text, text) in text }
      Test.expect(String.contains?(line, "[error]") and String.contains?(line, ":jammed"))
      Test.expect(String.contains?(line, inspect(pid)))
    } after { Logger.leave_crash_reports() }
  }
}

Test.test("reports of supervisors have the level of their weight") {
  let report = %{event: :child_terminated, supervisor: self(), name: :shop, id: :till, pid: nil,
                 reason: :killed}
  let event = Logger.Report.event(report)
  Test.expect_equal(event.level, :warning)
  Test.expect_equal(
    event.message,
    "child :till of supervisor \(self()) (shop) has ended: :killed"
  )
  Test.expect_equal(Logger.Report.event(%{report | event: :child_started}).level, :debug)
  Test.expect_equal(Logger.Report.event(%{report | event: :start_error}).level, :error)
}

Test.test("a report's trace, details and help become lines of their own") {
  let event = Logger.Report.event(%{
    title: "GenServer :till crashed", reason: :jammed, name: :till,
    trace: [(Till, :open, 2, %{file: "till.mt", line: 7})],
    details: [("last message", (:open, "a")), ("state", String.repeat("x", 10_000))],
    help: "close it first",
  })
  Test.expect_equal(event.message, "GenServer :till crashed: :jammed")
  Test.expect_equal(event.metadata, %{name: :till})
  let [trace, message, state, help] = event.details
  Test.expect_equal(trace, "in Till.open/2  till.mt:7")
  Test.expect_equal(message, "last message: (:open, \"a\")")
  Test.expect(byte_size(state) < 500)
  Test.expect_equal(help, "help: close it first")
}

Test.test("the crash of a server is logged with its last message and its state") {
  Helper.with_texts(:text) {
    Logger.take_crash_reports()
    try {
      let (:ok, server) = GenServer.start(CrashingServer, 7)
      GenServer.cast(server, :crash)
      Process.wait(server)
      let text = Test.expect_receive() { (:text, text) in text }
      Test.expect(String.contains?(text, ":overheated"))
      Test.expect(String.contains?(text, "\n    last message: "))
      Test.expect(String.contains?(text, "\n    state: 7\n"))
    } after { Logger.leave_crash_reports() }
  }
}

module CrashingServer {
  fn init(n) { (:ok, n) }
  fn handle_cast(:crash, _n) { raise(:overheated) }
}
