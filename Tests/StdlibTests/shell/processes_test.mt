#? no-stress
# Tables of processes, the picture that `top` draws, and looks into processes.

Test.setup { Process.trap_exit() }

fn view(width) { Shell.View.of(%{columns: width, rows: 24}) }
fn live(width) { Shell.View.of(%{columns: width, rows: 24, interactive: true, moves_cursor: true}) }
fn text(lines) { String.join(lines, "\n") }
fn sleeper() { spawn_link { Process.sleep(:infinity) } }

Test.test("a table of processes") {
  let pid = spawn(link: true, name: :shell_table_process) { Process.sleep(:infinity) }
  let lines = Shell.Processes.lines(%{limit: :infinity, sort: :name}, view(100))
  Test.expect(String.starts_with?(hd(lines), "pid "))
  let line = List.find(lines) { line in String.contains?(line, ":shell_table_process") }
  Test.expect(String.starts_with?(line, inspect(pid)))
  Test.expect(String.ends_with?(line, "waiting") or String.ends_with?(line, "runnable"), line)
}

Test.test("10,000 processes") {
  let pids = for _ in 1..10_000 { sleeper() }
  let busy = spawn_link {
    for n in 1..50_000 { n }
    Process.sleep(:infinity)
  }
  for sort in [:reductions, :memory, :mailbox, :pid, :name, :status] {
    let lines = Shell.Processes.lines(%{limit: 20, sort: sort}, view(100))
    Test.expect_equal((sort, length(lines)), (sort, 22))
    Test.expect(String.starts_with?(List.last(lines), "… and "), List.last(lines))
  }
  Test.expect(length(Shell.Processes.lines(%{limit: :infinity}, view(60))) > 10_000)
  let (lines, state) = Shell.Top.draw(Shell.Top.start(:rate), live(100))
  Test.expect_equal(length(lines), 24)
  let (lines, _) = Shell.Top.draw(state, live(100))
  Test.expect_equal(length(lines), 24)
  Test.expect(length(Shell.Tree.all(%{}, view(80))) > 0)
  List.each([busy | pids]) { pid in exit(pid, :kill) }
}

Test.test("those that have most come first") {
  let full = sleeper()
  for n in 1..500 { full ! n }
  Test.expect_eventually { Process.mailbox_length(full) == 500 or Process.info(full, :message_queue_len) == 500 }
  let [_, first | _] = Shell.Processes.lines(%{limit: 1, sort: :mailbox}, view(100))
  Test.expect(String.starts_with?(first, inspect(full)), first)
  Test.expect(String.contains?(first, " 500 "), first)
}

Test.test("options that make no sense") {
  for options in [%{sort: :beauty}, %{limit: -1}, %{limit: :many}, %{what: 1}, [], 1, nil] {
    Test.expect_equal(Shell.Processes.lines(options, view(80)), nil)
  }
  for options in [%{sort: :status}, %{every: 0}, %{every: :now}, %{what: 1}, [], 1] {
    Test.expect_equal(Shell.Top.run(options), nil)
  }
}

Test.test("registered names") {
  register(:shell_table_name, sleeper())
  let lines = Shell.Processes.registered(view(80))
  Test.expect(List.any?(lines) { line in String.starts_with?(line, ":shell_table_name ") })
}

Test.test("reductions per second are differences") {
  let (_, state) = Shell.Top.draw(Shell.Top.start(:rate), live(120))
  let busy = spawn_link { spinning() }
  Process.sleep(100)
  let (lines, state) = Shell.Top.draw(state, live(120))
  let line = List.find(lines) { line in String.starts_with?(line, inspect(busy) <> " ") }
  Test.expect(line != nil, text(lines))
  exit(busy, :kill)
  # The next picture is without it.
  Test.expect_eventually { not Process.alive?(busy) }
  let (lines, _) = Shell.Top.draw(state, live(120))
  Test.expect(not List.any?(lines) { line in String.starts_with?(line, inspect(busy) <> " ") })
}

fn spinning() { spinning() }

Test.test("top fits the screen") {
  for width in [20, 33, 80], rows in [4, 8, 50] {
    let view = Shell.View.of(%{columns: width, rows: rows, interactive: true, moves_cursor: true})
    let (lines, _) = Shell.Top.draw(Shell.Top.start(:memory), view)
    Test.expect(List.all?(lines) { line in String.length(line) <= width }, text(lines))
  }
}

Test.test("keys choose what top is sorted by") {
  for key in ["r", "t", "m", "b", "n", "p"] {
    let state = Shell.Top.key(key, Shell.Top.start(:rate))
    let (lines, _) = Shell.Top.draw(state, live(200))
    Test.expect(String.contains?(hd(lines), "sorted by \(inspect(state.sort))"), hd(lines))
  }
  for key in ["q", "\e", "", "\e[A", "é"] { Test.expect_equal(Shell.Top.key(key, Shell.Top.start(:rate)), :leave) }
}

Test.test("a look into a server") {
  let (:ok, agent) = Agent.start_link(fn() { %{count: 42} }, name: :shell_observed)
  let lines = Shell.Observe.lines(agent, view(80))
  Test.expect(List.any?(lines) { line in String.contains?(line, "%{count: 42}") }, text(lines))
  Test.expect(List.any?(lines) { line in String.contains?(line, ":shell_observed") })
  Test.expect(String.contains?(text(lines), "links       \(inspect(self()))"), text(lines))
}

Test.test("a look into a server that does not answer") {
  let (:ok, agent) = Agent.start_link(fn() { 1 })
  Process.freeze(agent)
  Test.expect(String.contains?(text(Shell.Observe.lines(agent, view(80))), "it did not tell within"))
  Process.thaw(agent)
}

Test.test("a look at waiting messages") {
  let pid = sleeper()
  for n in 1..12 { pid ! (:message, n) }
  Test.expect_equal(Process.info(pid, :message_queue_len), 12)
  let lines = Shell.Observe.lines(pid, view(60))
  Test.expect(String.contains?(text(lines), "messages    (:message, 1)"), text(lines))
  Test.expect_equal(String.trim(List.last(lines)), "and 2 more")
}

Test.test("a process that has ended") {
  let pid = spawn { :ok }
  Process.wait(pid)
  Test.expect_equal(Shell.Observe.lines(pid, view(80)), [inspect(pid) <> " has ended"])
  Test.expect(String.contains?(text(Shell.Describe.lines(pid, view(80))), "has ended"))
}

Test.test("descriptions of all kinds of values") {
  let values = [
    0, -1, 65, 1_000_000_000_000_000_000_000, Integer.pow(2, 10_000), 1.5, -0.0, 1.0e300, :ok, nil, true, List, :"", :"a b",
    "", "text", "žluťoučký\nkůň", String.repeat("x", 2_000_000), <<255, 1>>, [], [1, "a", :b], [1 | 2], 'a'..'f',
    (), (1,), (:ok, [1]), %{}, %{a: 1, "b" => 2}, Map.from_keys(1..5_000, fn(n) { n }), fn() { 1 }, &List.map/2,
    self(), sleeper(), make_ref(), Process.send_after(self(), :x, 60_000), List.range(1, 100_000),
  ]
  for value in values, width in [10, 20, 80] {
    let lines = Shell.Describe.lines(value, view(width))
    Test.expect(length(lines) >= 2)
    for line in lines { Test.expect(String.length(line) <= width, line) }
  }
}

Test.test("what a description says") {
  let described = fn(value) { Map.from_list(Shell.Describe.pairs(value, view(80))) }
  Test.expect_equal(described(255)["hexadecimal"], "0xFF")
  Test.expect_equal(described(-5)["binary"], "-0b101")
  Test.expect_equal(described('é')["code point"], "é")
  Test.expect_equal(described("héllo")["bytes"], "6")
  Test.expect_equal(described("héllo")["characters"], "5")
  Test.expect_equal(described([1, 2, :a])["of"], "2 integers, 1 atom")
  Test.expect_equal(described([104, 105])["as text"], "\"hi\"")
  Test.expect_equal(described(&List.map/2)["function"], "List.map/2")
  let n = length(Process.registered())
  Test.expect_equal(described(fn(x) { x + n })["has along"], inspect([n]))
  Test.expect(String.contains?(described(List)["module"], "functions"))
  Test.expect(String.contains?(described(Process.send_after(self(), :x, 60_000))["timer"], "runs"))
  Test.expect_equal(described(self())["is"], "a process, this one: it evaluates what you type")
}
