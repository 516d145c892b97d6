#? no-stress
# What is typed at the prompt, outside a shell: everything survives nonsense, and says what it takes.

Test.setup { Process.trap_exit() }

let nothing = :"$no_value"

Test.test("nonsense is answered with what a helper takes") {
  let nonsense = [
    1, -1, 1.5, :nobody_here, NoSuchModuleHere, "no such thing", <<255>>, (), (1, 2), (:a, :b, :c), (List, :nothing), [], [1],
    %{}, %{what: 1}, fn(x) { x }, make_ref(), Integer.pow(10, 400),
  ]
  let helpers = [
    &Shell.Helpers.h/1, &Shell.Helpers.i/1, &Shell.Helpers.exports/1, &Shell.Helpers.bytecode/1, &Shell.Helpers.v/1,
    &Shell.Helpers.time/1, &Shell.Helpers.r/1, &Shell.Helpers.ls/1, &Shell.Helpers.processes/1, &Shell.Helpers.tree/1,
    &Shell.Helpers.observe/1, &Shell.Helpers.break/1,
  ]
  for helper in helpers, x in nonsense {
    let result = helper(x)
    Test.expect(result === nothing or result === :error, "\(inspect(helper)) of \(inspect(x))")
  }
  for x in [1, :a, [], %{what: 1}, %{every: -1}] {
    Test.expect_equal(Shell.Helpers.observe(self(), x), nothing)
    Test.expect_equal(Shell.Helpers.tree(self(), x), nothing)
    if x != %{} { Test.expect_equal(Shell.Helpers.top(x), nothing) }
  }
  Test.expect_equal(Shell.Helpers.c(1), nothing)
  Test.expect_equal(Shell.Helpers.cd(1), nothing)
}

Test.test("without a shell there are no values") {
  Test.expect_equal(Shell.Helpers.v(), nothing)
  Test.expect_equal(Shell.Helpers.i(), nothing)
}

Test.test("time gives the value, and what it raises is raised") {
  Test.expect_equal(Shell.Helpers.time { 6 * 7 }, 42)
  Test.expect_raise(:badarith) { Shell.Helpers.time { 1 div 0 } }
}

Test.test("words that are allocated are counted exactly") {
  Process.allocated()
  let counted = fn(f) {
    let (before, _) = Process.allocated()
    let value = f()
    let (behind, _) = Process.allocated()
    # Something must hold the value until here.
    (behind - before, value == nil)
  }
  let (nothing, _) = counted(fn() { nil })
  let (list, _) = counted(fn() { List.range(1, 10_000) })
  Test.expect_equal(list - nothing, 20_000)
  let (again, _) = counted(fn() { for _ in 1..50 { List.range(1, 10_000) } })
  Test.expect(again - nothing >= 50 * 20_000)
  Test.expect(again - nothing <= 50 * 20_000 + 2_000)
}

Test.test("flush drops what is there and ends, however much comes") {
  for n in 1..3 { self() ! n }
  Test.expect_equal(Shell.Helpers.flush(), nothing)
  Test.expect_equal(Process.flush(), [])
  let me = self()
  let flood = spawn_link { flooding(me) }
  Process.sleep(50)
  Shell.Mailbox.flush(Shell.View.of(%{columns: 80}))
  exit(flood, :kill)
  Process.flush()
}

fn flooding(pid) {
  for _ in 1..1_000 { pid ! :drop }
  Process.sleep(1)
  flooding(pid)
}

Test.test("files are compiled, with and without .mt") {
  File.with_temp_dir { dir in
    let path = Path.join(dir, "shell_compiled")
    File.write!(path <> ".mt", "module ShellCompiled { fn answer() { 42 } }")
    Test.expect_equal(Shell.Helpers.c(path), [ShellCompiled])
    Test.expect_equal(ShellCompiled.answer(), 42)
    File.write!(path <> ".mt", "module ShellCompiled { fn answer() { 43 } }")
    Test.expect_equal(Shell.Helpers.r(ShellCompiled), [ShellCompiled])
    Test.expect_equal(ShellCompiled.answer(), 43)
    File.write!(path <> ".mt", "module ShellCompiled { fn answer() { 43 ")
    Test.expect_equal(Shell.Helpers.c(path <> ".mt"), :error)
    Test.expect_equal(ShellCompiled.answer(), 43)
    Test.expect_equal(Shell.Helpers.c(Path.join(dir, "nothing")), :error)
    Test.expect_equal(Shell.Helpers.c(dir), :error)
    Test.expect_equal(Shell.Helpers.ls(dir), nothing)
  }
  Test.expect_equal(Shell.Helpers.r(NoSuchModuleHere), :error)
  Test.expect_equal(Shell.Helpers.r(Kernel), :error)
}

Test.test("a screen is put in order") {
  Test.expect_equal(Shell.Screen.frame(["a", "b", "c"], %{rows: 2}), "\e[Ha\e[K\r\nb\e[K\e[J")
}

Test.test("where nothing can be drawn anew, top and observe print once") {
  Test.expect_equal(Shell.Helpers.top(), nothing)
  Test.expect_equal(Shell.Helpers.observe(self(), every: 100), nothing)
}
