#? no-stress
# Supervision trees, drawn: nested, with supervisors that are stuck or dead, and in circles.

Test.setup { Process.trap_exit() }

fn view(width) { Shell.View.of(%{columns: width}) }
fn plain(id) { %{id: id, start: fn() { (:ok, spawn_link { Process.sleep(:infinity) }) }} }
fn inner(id, children) {
  %{id: id, type: :supervisor, start: fn() { Supervisor.start_link(children) }}
}
fn existing(id, pid) { %{id: id, type: :supervisor, start: fn() { (:ok, pid) }} }

# Without pids, which are never the same.
fn text(lines) {
  for line in lines {
    String.split(line, "  ")
    |> List.reject { part in String.starts_with?(part, "#pid") }
    |> String.join("  ")
  }
}

fn below(sup, options) { text(Shell.Tree.below(sup, options, view(100))) }

Test.test("a tree") {
  let (:ok, _) = Supervisor.start_link([
    plain(:a), inner(:left, [plain(:b), inner("deep", [plain((:c, 1))])]), %{id: :idle, start: fn() { :ignore }},
    %{id: :agent, start: fn() { Agent.start_link(fn() { 1 }) }},
  ], name: :shell_tree)
  Test.expect_equal(below(:shell_tree, %{}), [
    ":shell_tree  supervisor",
    "├── :a",
    "├── :left  supervisor",
    "│   ├── :b",
    "│   └── \"deep\"  supervisor",
    "│       └── (:c, 1)",
    "├── :idle  stopped",
    "└── :agent",
  ])
}

Test.test("without characters that the terminal does not have") {
  let (:ok, sup) = Supervisor.start_link([plain(:a), inner(:b, [plain(:c)]), plain(:d)])
  let lines = Shell.Tree.below(sup, %{}, Shell.View.plain(80))
  Test.expect_equal(List.map(lines) { line in String.slice(line, 0, 8) } |> List.drop(1), [
    "|-- :a  ", "|-- :b  ", "|   `-- ", "`-- :d  ",
  ])
}

Test.test("supervisors in a circle") {
  let (:ok, one) = Supervisor.start_link([plain(:a)])
  let (:ok, two) = Supervisor.start_link([existing(:one, one)])
  let (:ok, _) = Supervisor.start_child(one, existing(:two, two))
  Test.expect_equal(text(List.drop(Shell.Tree.below(one, %{}, view(100)), 1)), [
    "├── :a",
    "└── :two  supervisor",
    "    └── :one  supervisor  (above)",
  ])
  # Nobody stands above them, and still they are drawn, once.
  let all = text(Shell.Tree.all(%{}, view(100)))
  Test.expect_equal(List.count(all) { line in String.contains?(line, "(above)") }, 1)
}

Test.test("a supervisor that is its own child") {
  let (:ok, sup) = Supervisor.start_link([])
  let (:ok, _) = Supervisor.start_child(sup, existing(:me, sup))
  Test.expect_equal(text(List.drop(Shell.Tree.below(sup, %{}, view(100)), 1)), ["└── :me  supervisor  (above)"])
}

Test.test("a supervisor that does not answer, one that has ended, and one that is none") {
  let (:ok, stuck) = Supervisor.start_link([plain(:a)])
  let (:ok, other) = Supervisor.start_link([plain(:a)])
  Process.freeze(stuck)
  Process.freeze(other)
  let ended = spawn { :ok }
  Process.wait(ended)
  let liar = spawn_link { Process.sleep(:infinity) }
  # A supervisor never has these for long.
  let answers = spawn_link { answering([(:stuck, stuck, :supervisor, []), (:other, other, :supervisor, []),
    (:ended, ended, :supervisor, []), (:dead, ended, :worker, []), (:liar, liar, :supervisor, []),
    (:again, :restarting, :worker, [])]) }
  let (microseconds, lines) = Time.measure { Shell.Tree.below(answers, %{}, view(100)) }
  Test.expect_equal(text(List.drop(lines, 1)), [
    "├── :again  restarting",
    "├── :liar  supervisor  (does not answer)",
    "├── :dead  (has ended)",
    "├── :ended  supervisor  (has ended)",
    "├── :other  supervisor  (does not answer)",
    "└── :stuck  supervisor  (does not answer)",
  ])
  # All that do not answer are waited for together.
  Test.expect(microseconds < 20_000_000)
  Process.thaw(stuck)
  Process.thaw(other)
}

fn answering(children) {
  receive {
    (:"$call", from, _, _) -> {
      Gen.reply(from, children)
      answering(children)
    }
  }
}

Test.test("answers that make no sense") {
  for answer in [:no, [1], [(1, 2)], %{}, [(:a, self(), :worker, []) | :b], [(1, 2, 3, 4)], [(make_ref(), self(), :odd, 9)]] {
    let sup = spawn_link { answering(answer) }
    Test.expect(length(Shell.Tree.below(sup, %{}, view(60))) >= 1, inspect(answer))
  }
}

Test.test("many children are cut") {
  let (:ok, sup) = Supervisor.start_dynamic(child: %{start: fn(_) { (:ok, spawn_link { Process.sleep(:infinity) }) }})
  for n in 1..200 { Supervisor.start_child(sup, [n]) }
  Test.expect_equal(length(Shell.Tree.below(sup, %{}, view(80))), 52)
  Test.expect_equal(List.last(Shell.Tree.below(sup, %{limit: 5}, view(80))), "└── and 195 more")
  Test.expect_equal(length(Shell.Tree.below(sup, %{limit: :infinity}, view(80))), 201)
}

Test.test("all trees") {
  let (:ok, _) = Supervisor.start_link([plain(:a)], name: :shell_tree_one)
  let (:ok, _) = Supervisor.start_link([inner(:b, [])], name: :shell_tree_two)
  let lines = text(Shell.Tree.all(%{}, view(100)))
  Test.expect(List.member?(lines, ":shell_tree_one  supervisor"))
  Test.expect(List.member?(lines, ":shell_tree_two  supervisor"))
  # What is in a tree is no root.
  Test.expect(List.member?(lines, "└── :b  supervisor"))
}

Test.test("the width") {
  let (:ok, sup) = Supervisor.start_link([inner(:a_rather_long_name_for_a_child, [plain(:another_rather_long_name)])])
  for width in 20..60 {
    for line in Shell.Tree.below(sup, %{}, view(width)) { Test.expect(String.length(line) <= width, line) }
  }
}

Test.test("nonsense") {
  Test.expect_equal(Shell.Tree.below(:nobody_of_that_name, %{}, view(80)), ["There is no process :nobody_of_that_name."])
  for who in [1, "x", (), (:via, :x, 1), (:a, :b), [], nil] {
    Test.expect_equal(length(Shell.Tree.below(who, %{}, view(80))), 1)
  }
  Test.expect_equal(Shell.Tree.below(self(), %{limit: -1}, view(80)), nil)
  Test.expect_equal(Shell.Tree.below(self(), [], view(80)), nil)
  Test.expect_equal(Shell.Tree.all(%{what: 1}, view(80)), nil)
  Test.expect_equal(length(Shell.Tree.below(self(), %{}, view(80))), 1)
}
