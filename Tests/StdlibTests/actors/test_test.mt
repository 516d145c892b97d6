# The test framework, tested with itself: `outcome` runs a block as a test of its own and gives what became
# of it.

fn outcome(f) { outcome(f, %{}) }
fn outcome(f, settings) {
  let test = %{name: "inner", f: f, timeout: nil}
  Test.Worker.run(test, Map.merge(Test.Worker.settings(), settings))
}

fn failure(f) {
  let result = outcome(f)
  Test.expect_equal(result.status, :failed)
  result.failure
}

fn title(f) { failure(f).title }

# MARK: Tests

Test.test("a test passes when its block comes to its end") {
  let result = outcome { 1 + 1 }
  Test.expect_equal((result.status, result.name), (:passed, "inner"))
  Test.expect(result.time >= 0)
}

Test.test("every test has a process of its own") {
  let me = self()
  outcome { me ! (:inner, self()) }
  let inner = Test.expect_receive() { (:inner, pid) in pid }
  Test.expect(inner != me)
  Test.expect_equal(Process.alive?(inner), false)
}

Test.test("an exception is a failure with its class, reason and trace") {
  let raised = failure { 1 + :one }
  Test.expect_equal((raised.class, raised.reason), (:error, :badarith))
  Test.expect(raised.trace != [])
  let thrown = failure { throw(:ball) }
  Test.expect_equal((thrown.class, thrown.reason), (:throw, :ball))
}

Test.test("an exit is a failure, :normal too") {
  let left = failure { exit(:normal) }
  Test.expect_equal((left.class, left.reason), (:exit, :normal))
}

Test.test("a test that is ended from outside is a failure") {
  let killed = failure { exit(self(), :kill); Process.sleep(:infinity) }
  Test.expect_equal(killed.details, [(:value, "reason", :killed), List.last(killed.details)])
  let linked = failure { spawn_link { exit(:boom) }; Process.sleep(:infinity) }
  Test.expect_match(linked.details) { [(:value, "reason", :boom) | _] in :ok }
}

Test.test("what a linked process fails at is told as if the test had") {
  let raised = failure { spawn_link { 1 + :one }; Process.sleep(:infinity) }
  Test.expect_equal((raised.title, raised.details),
    ("a process that the test is linked to crashed", [(:value, "reason", :badarith)]))
  let failed = failure { spawn_link { Test.expect_equal(1, 2); :ok }; Process.sleep(:infinity) }
  Test.expect_equal((failed.title, failed.details), ("the values differ", [(:difference, 2, 1)]))
  Test.expect(Test.Place.in_file(failed.trace, "no file") == nil)
  Test.expect_match(Test.Place.of(failed.trace)) { (_file, line) in line }
}

Test.test("expect_receive finds a message behind many") {
  let me = self()
  spawn { List.each(1..5_000) { n in me ! n }; me ! :last }
  Test.expect_receive() { :last in :ok }
  Test.expect_equal(Process.message_count(self()), 5_000)
}

Test.test("a test that takes too long is killed with what it is linked to") {
  let me = self()
  let endless = fn() {
    let other = spawn_link { Process.trap_exit(); Process.sleep(:infinity) }
    me ! (:both, self(), other)
    Process.sleep(:infinity)
  }
  let result = Test.Worker.run(%{name: "inner", f: endless, timeout: 300}, Test.Worker.settings())
  Test.expect_equal(result.failure.title, "it had not ended after 300 ms")
  List.each(Process.flush()) { (:both, one, two) in
    Test.expect_equal((Process.alive?(one), Process.alive?(two)), (false, false))
  }
}

Test.test("what is linked to a test has ended before the next one begins") {
  let me = self()
  outcome {
    me ! (:left, spawn_link { Process.sleep(:infinity) })
    me ! (:left, spawn(link: true, name: :left_by_a_test) { Process.sleep(:infinity) })
  }
  let pids = [Test.expect_receive() { (:left, pid) in pid }, Test.expect_receive() { (:left, pid) in pid }]
  Test.expect_equal(List.map(pids) { pid in Process.alive?(pid) }, [false, false])
  Test.expect_equal(whereis(:left_by_a_test), nil)
}

Test.test("setups run in order, teardowns always, both in the test's process") {
  let me = self()
  let settings = %{
    setups: [fn() { me ! (:first, self()); 1 }, fn(n) { me ! :second; n + 1 }],
    teardowns: [fn(n) { me ! (:down, n, self()) }]
  }
  Test.expect_equal(outcome(fn(n) { me ! (:test, n); raise(:no) }, settings).status, :failed)
  let pid = Test.expect_receive() { (:first, pid) in pid }
  Test.expect_receive() { :second in :ok }
  Test.expect_receive() { (:test, 2) in :ok }
  Test.expect_receive() { (:down, 2, ^pid) in :ok }
}

Test.test("a teardown that raises fails a test that has passed, and no other failure") {
  let settings = %{teardowns: [fn() { raise(:torn) }]}
  Test.expect_equal(outcome(fn() { :ok }, settings).failure.reason, :torn)
  Test.expect_equal(outcome(fn() { raise(:test) }, settings).failure.reason, :test)
}

Test.test("a skipped test is neither passed nor failed") {
  let result = outcome { Test.skip("no network") }
  Test.expect_equal((result.status, result.why), (:skipped, "no network"))
}

Test.test("outside of a file a test runs at once") {
  let me = self()
  Test.expect_equal(Test.test("inner") { me ! :ran }, :ok)
  Test.expect_receive(0) { :ran in :ok }
}

Test.test("options that do not exist are refused") {
  Test.expect_raise((:error, (:unknown_option, :tag))) { Test.test("inner", tag: :slow) { 1 } }
}

Test.test("all links of a process can be ended, those that trap exits too") {
  let me = self()
  let gentle = spawn_link { Process.sleep(:infinity) }
  let stubborn = spawn_link { Process.trap_exit(); me ! :trapping; Process.sleep(:infinity) }
  Test.expect_receive() { :trapping in :ok }
  Test.Worker.end_links()
  Test.expect_equal((Process.alive?(gentle), Process.alive?(stubborn)), (false, false))
  Test.expect_equal((Process.flush(), Process.flag(:trap_exit, false)), ([], false))
}

# MARK: Values

Test.test("expect takes what is true and gives it back") {
  Test.expect_equal(Test.expect(7), 7)
  Test.expect_equal(title { Test.expect(nil, "words") }, "words")
  Test.expect_equal(failure { Test.expect(false, "words") }.details, [(:value, "value", false)])
}

Test.test("expect_equal compares by ===") {
  Test.expect_equal(Test.expect_equal((1, [2]), (1, [2])), (1, [2]))
  Test.expect_equal(failure { Test.expect_equal(1, 1.0) }.details, [(:difference, 1.0, 1)])
}

Test.test("expect_match gives the block's value") {
  Test.expect_equal(Test.expect_match((:ok, 1)) { (:ok, n) in n + 1 }, 2)
  Test.expect_equal(title { Test.expect_match((:error, 1)) { (:ok, n) in n } }, "the value does not match")
}

Test.test("expect_match takes variables from around it") {
  let ref = make_ref()
  Test.expect_equal(Test.expect_match((ref, 1)) { (^ref, n) in n }, 1)
  Test.expect_equal(title { Test.expect_match((make_ref(), 1)) { (^ref, n) in n } }, "the value does not match")
}

Test.test("a function_clause in the block is no pattern that does not match") {
  let inner = failure { Test.expect_match([1]) { xs in (fn(0) { 0 })(xs) } }
  Test.expect_equal((inner.class, inner.reason), (:error, :function_clause))
  let library = failure { Test.expect_match(3) { n in List.map(n) { x in x } } }
  Test.expect_equal((library.class, library.reason), (:error, :function_clause))
  let deeper = failure { Test.expect_match([3]) { [n] in Test.expect_match(n) { 4 in 4 } } }
  Test.expect_equal(deeper.title, "the value does not match")
}

Test.test("named functions may be patterns too") {
  Test.expect_equal(Test.expect_match([1, 2], &List.first/1), 1)
  Test.expect_equal(title { Test.expect_match(:no_list, &List.first/1) }, "the value does not match")
}

Test.test("expect_close takes what is near") {
  Test.expect_close(0.1 + 0.2, 0.3, 1.0e-9)
  Test.expect_equal(title { Test.expect_close(1, 2, 0.5) }, "the numbers are too far apart")
}

# MARK: Exceptions

Test.test("expect_raise compares the reason, and the class when it is named") {
  Test.expect_equal(Test.expect_raise(:badarith) { 1 + :one }, :badarith)
  Test.expect_equal(Test.expect_raise((:exit, :tired)) { exit(:tired) }, :tired)
  Test.expect_equal(Test.expect_raise((:throw, 1)) { throw(1) }, 1)
  Test.expect_equal(Test.expect_raise((:error, :bad)) { raise(:bad) }, :bad)
  Test.expect_equal(Test.expect_raise(fn((:badmatch, n)) { n > 2 }) { let 1 = 3; :ok }, (:badmatch, 3))
  Test.expect_equal(Test.expect_raise { throw(1) }, (:throw, 1))
}

Test.test("expect_raise fails when nothing is raised, or something else") {
  Test.expect_equal(title { Test.expect_raise(:x) { 3 } }, "nothing was raised")
  Test.expect_equal(title { Test.expect_raise { 3 } }, "nothing was raised")
  Test.expect_equal(title { Test.expect_raise(:x) { raise(:y) } }, "it raised something else")
  Test.expect_equal(title { Test.expect_raise((:exit, :x)) { raise(:x) } }, "it raised and not exited with")
  Test.expect_equal(title { Test.expect_raise(fn((:badmatch, _)) { true }) { raise(:y) } }, "it raised something else")
}

Test.test("a failure in the block of expect_raise stays what it is") {
  Test.expect_equal(title { Test.expect_raise { Test.fail("inside") } }, "inside")
  Test.expect_equal(outcome { Test.expect_raise { Test.skip("later") } }.status, :skipped)
}

Test.test("expect_raise sees a function_clause in the block of an expect_match") {
  Test.expect_equal(Test.expect_raise(:function_clause) { Test.expect_match(1) { n in hd_of(n) } }, :function_clause)
}

fn hd_of([x | _]) { x }

# MARK: Messages

Test.test("expect_receive takes the first that matches and leaves the others in order") {
  List.each([:a, (:n, 1), :b, (:n, 2), :c]) { message in self() ! message }
  Test.expect_equal(Test.expect_receive() { (:n, n) in n }, 1)
  Test.expect_equal(Process.flush(), [:a, :b, (:n, 2), :c])
}

Test.test("expect_receive waits for a message among others") {
  let me = self()
  me ! :old
  spawn {
    List.each(1..20) { n in me ! (:other, n); Process.yield() }
    me ! (:late, 3)
    me ! :after_it
  }
  Test.expect_equal(Test.expect_receive() { (:late, n) in n }, 3)
  Test.expect_receive() { :after_it in :ok }
  let others = for n in 1..20 { (:other, n) }
  Test.expect_equal(Process.flush(), [:old | others])
}

Test.test("expect_receive looks at each message once") {
  List.each(1..5) { n in self() ! n }
  let me = self()
  spawn { Process.sleep(20); me ! :last }
  Test.expect_receive() { m in seen(m) }
  Test.expect_equal(Process.get(:seen), [1])
  Process.put(:seen, [])
  Test.expect_receive() { :last in seen(:last) }
  Test.expect_equal(Process.flush(), [2, 3, 4, 5])
}

fn seen(message) { Process.put(:seen, [message | Process.get(:seen) or []]) }

Test.test("expect_receive tells what the mailbox holds when nothing comes") {
  let failure = failure { self() ! :other; Test.expect_receive(20) { :wanted in :ok } }
  Test.expect_equal(failure.title, "no message that matches came within 20 ms")
  Test.expect_equal(failure.details, [(:mailbox, [:other])])
}

Test.test("expect_receive waits no shorter than it is told to") {
  let began = Time.monotonic(:millisecond)
  failure { Test.expect_receive(50) { :never in :ok } }
  Test.expect(Time.monotonic(:millisecond) - began >= 50)
}

Test.test("refute_receive fails when such a message is there or comes") {
  self() ! :hello
  Test.expect_equal(Test.refute_receive(5) { :goodbye in true }, :ok)
  Test.expect_equal(title { self() ! 1; Test.refute_receive(0) { 1 in true } }, "a message came that should not")
  let late = fn() {
    let me = self()
    spawn { Process.sleep(10); me ! 1 }
    Test.refute_receive(:infinity) { 1 in true }
  }
  Test.expect_equal(failure(late).details, [(:value, "message", 1)])
  Test.expect_equal(Process.flush(), [:hello])
}

Test.test("expect_exit waits for the end of a process") {
  let pid = spawn { receive { :go -> exit((:shutdown, :done)) } }
  pid ! :go
  let waiting = spawn { receive { :go -> exit(:bye) } }
  let me = self()
  spawn { Process.sleep(10); waiting ! :go; me ! :sent }
  Test.expect_equal(Test.expect_exit(waiting, :bye), :bye)
  let other = spawn { Process.sleep(10); exit((:shutdown, 7)) }
  Test.expect_equal(Test.expect_exit(other, fn((:shutdown, n)) { n == 7 }), (:shutdown, 7))
}

Test.test("expect_exit fails when the process goes on, or ends otherwise") {
  let pid = spawn_link { Process.sleep(:infinity) }
  Test.expect_equal(title { Test.expect_exit(pid, :bye, 20) }, "the process has not ended within 20 ms")
  let other = spawn { Process.sleep(10); exit(:hello) }
  Test.expect_equal(failure { Test.expect_exit(other, :bye) }.details, [(:difference, :bye, :hello)])
  let gone = spawn { :ok }
  Process.wait(gone)
  Test.expect_equal(title { Test.expect_exit(gone, :normal) }, "the process had ended before anybody waited for it")
}

Test.test("expect_eventually asks until it is true") {
  let count = fn() { Process.put(:count, (Process.get(:count) or 0) + 1); Process.get(:count) >= 10 }
  Test.expect(Test.expect_eventually(count))
  Test.expect_equal(Process.get(:count), 10)
  Test.expect_equal(title { Test.expect_eventually(10) { false } }, "it has not become true within 10 ms")
}

# MARK: Differences

fn marked(a, b) {
  let (left, right) = Test.Difference.of(a, b)
  (in_brackets(left), in_brackets(right))
}

fn in_brackets(pieces) {
  String.join(List.map(pieces) { (kind, text) in if kind == :differs { "<" <> text <> ">" } else { text } }, "")
}

Test.test("equal terms have no difference") {
  Test.expect_equal(marked((1, [:a], %{k: "v"}), (1, [:a], %{k: "v"})),
    ("(1, [:a], %{k: \"v\"})", "(1, [:a], %{k: \"v\"})"))
}

Test.test("differences in tuples and lists are marked by element") {
  Test.expect_equal(marked((1, 2, 3), (1, 5, 3)), ("(1, <2>, 3)", "(1, <5>, 3)"))
  Test.expect_equal(marked([1, 2], [1, 2, 3]), ("[1, 2]", "[1, 2, <3>]"))
  Test.expect_equal(marked([0, 1, 2], [1, 2]), ("[<0>, 1, 2]", "[1, 2]"))
  Test.expect_equal(marked([1, (:a, 2)], [1, (:a, 2.0)]), ("[1, (:a, <2>)]", "[1, (:a, <2.0>)]"))
  Test.expect_equal(marked((), (1,)), ("()", "(<1>)"))
  Test.expect_equal(marked([1 | 2], [1 | 3]), ("<[1 | 2]>", "<[1 | 3]>"))
}

Test.test("differences in maps are marked by key") {
  Test.expect_equal(marked(%{a: 1, b: 2}, %{a: 1, b: 3}), ("%{a: 1, b: <2>}", "%{a: 1, b: <3>}"))
  Test.expect_equal(marked(%{a: 1, 2 => 3}, %{a: 1}), ("%{<2 => 3>, a: 1}", "%{a: 1}"))
}

Test.test("differences in texts are marked by character") {
  Test.expect_equal(marked("höllo", "hüllo"), ("\"h<ö>llo\"", "\"h<ü>llo\""))
  Test.expect_equal(marked("a\nb", "ab"), ("\"a<\\n>b\"", "\"ab\""))
  Test.expect_equal(marked("", "x"), ("\"\"", "\"<x>\""))
  Test.expect_equal(marked(<<255>>, "x"), ("<<<255>>>", "<\"x\">"))
}

Test.test("long equal parts are left out") {
  let xs = List.range(1, 100)
  Test.expect_equal(marked(xs ++ [:x] ++ xs, xs ++ [:y] ++ xs),
    ("[... 97 equal ..., 98, 99, 100, <:x>, 1, 2, 3, ... 97 equal ...]",
     "[... 97 equal ..., 98, 99, 100, <:y>, 1, 2, 3, ... 97 equal ...]"))
  let text = String.repeat("a", 100)
  let (left, _) = marked(text <> "x", text <> "y")
  Test.expect_equal(left, "\"... 80 equal ..." <> String.repeat("a", 20) <> "<x>\"")
  let many = Map.from_list(for n in 1..50 { (n, n) })
  Test.expect_equal(marked(many, %{many | 7 => 0}), ("%{7 => <7>, ... 49 equal ...}", "%{7 => <0>, ... 49 equal ...}"))
}

Test.test("a difference marks kinds that are not the same as a whole") {
  Test.expect_equal(marked((1,), [1]), ("<(1,)>", "<[1]>"))
  Test.expect_equal(marked(nil, %{}), ("<nil>", "<%{}>"))
}

# MARK: Reports

fn report(failure) {
  Test.Report.failure(%{number: 1, name: "sums", file: "no_file.mt", place: nil, failure: failure}, false)
}

Test.test("a report marks what differs") {
  let text = report(failure { Test.expect_equal((:ok, 1), (:ok, 2)); :ok })
  Test.expect_equal(String.lines(text) |> List.drop(3) |> List.take(5), [
    "     the values differ",
    "       expected: (:ok, 2)",
    "                       ^",
    "       actual:   (:ok, 1)",
    "                       ^",
  ])
}

Test.test("a report of a function_clause shows the arguments") {
  let text = report(failure { hd_of(:atom); :ok })
  Test.expect(String.contains?(text, "raised :function_clause"))
  Test.expect(String.contains?(text, "no clause of test_test.hd_of/1 takes (:atom)"))
}

Test.test("a report shows no more than it must of long values") {
  let text = report(%{title: "long", details: [(:value, "value", List.range(1, 100_000))]})
  Test.expect(String.length(text) < 3_000)
  let many = report(%{title: "many", details: [(:mailbox, List.range(1, 1_000))]})
  Test.expect(String.contains?(many, "and 990 more"))
}

Test.test("colours are used only when asked for") {
  Test.expect_equal(Test.Report.paint("x", :bad, false), "x")
  Test.expect_equal(Test.Report.paint("x", :bad, true), "\e[1;31mx\e[0m")
}

# MARK: Examples

Test.test("examples are found with their lines and results") {
  let text = "## About.\n##\n## >> 1 + 1\n## 2\nmodule A {\n  ## >> print(1)\n  ## >> :b\n  ## :b\n  fn f() { }\n}\n"
  Test.expect_equal(Test.Doctest.examples(text), [(3, "1 + 1", "2"), (6, "print(1)", nil), (7, ":b", ":b")])
}

Test.test("examples run, and those that are wrong fail alone") {
  let lines = ["## >> 1 + 1", "## 2", "## >> 1 + 1", "## 3", "## >> raise(:no)", "## >> 1 +", "## 1", "## >> let n = 4; n # four", "## 4",
               "## >> exit(:x)", "## raised (:exit, :x)"]
  File.with_temp_dir { folder in
    let path = Path.join(folder, "wrong_examples.mt")
    File.write_lines(path, lines)
    let results = for test in Test.Doctest.tests(path) { (test.name, outcome(test.f).status, test.line) }
    Test.expect_equal(results, [
      ("1 + 1", :passed, (path, 1)), ("1 + 1", :failed, (path, 3)), ("raise(:no)", :failed, (path, 5)),
      ("1 +", :failed, (path, 6)), ("let n = 4; n # four", :passed, (path, 8)), ("exit(:x)", :passed, (path, 10)),
    ])
  }
}

Test.test("the examples of a file may use its modules") {
  File.with_temp_dir { folder in
    let path = Path.join(folder, "doubling.mt")
    File.write_lines(path, ["## >> Doubling.of(2)", "## 4", "module Doubling {", "  fn of(n) { n * 2 }", "}"])
    let [test] = Test.Doctest.tests(path)
    Test.expect_equal(outcome(test.f).status, :passed)
  }
}

# MARK: Files and order

Test.test("folders are searched for test files, and for others when examples are wanted") {
  File.with_temp_dir { folder in
    let write = fn(name) { File.write!(Path.join(folder, name), "") }
    File.make_dir_all(Path.join(folder, "below/.hidden"))
    List.each(["a_test.mt", "b.mt", "c.txt", "below/d_test.mt", "below/.hidden/e_test.mt"], write)
    let short = fn(files) { for (kind, path) in files { (kind, String.remove_prefix(path, folder <> "/")) } }
    Test.expect_equal(short(Test.Files.find([folder], false)), [(:tests, "a_test.mt"), (:tests, "below/d_test.mt")])
    Test.expect_equal(short(Test.Files.find([folder], true)),
      [(:tests, "a_test.mt"), (:doctests, "b.mt"), (:tests, "below/d_test.mt")])
  }
}

Test.test("files that define the same module do not run at the same time") {
  File.with_temp_dir { folder in
    let files = for (name, text) in [("a_test.mt", "module Shared {\n}\n"), ("b_test.mt", "module B {\n}"), ("c_test.mt", "  module Shared {\n}")] {
      let path = Path.join(folder, name)
      File.write!(path, text)
      (:tests, path)
    }
    let [a, b, c] = files
    Test.expect_equal(List.sort(Test.Files.groups(files)), List.sort([[a, c], [b]]))
  }
}

Test.test("a seed decides the order, and 0 keeps it") {
  let xs = List.range(1, 50)
  Test.expect_equal(Test.FileRun.ordered(xs, 0), xs)
  Test.expect_equal(Test.FileRun.ordered(xs, 7), Test.FileRun.ordered(xs, 7))
  Test.expect(Test.FileRun.ordered(xs, 7) != Test.FileRun.ordered(xs, 8))
  Test.expect_equal(List.sort(Test.FileRun.ordered(xs, 7)), xs)
}

Test.test("random numbers of a test are those of its seed") {
  let me = self()
  let draw = fn() { me ! (:drawn, Random.int(1, 1_000_000_000)) }
  outcome(draw, %{seed: 5})
  outcome(draw, %{seed: 5})
  let first = Test.expect_receive() { (:drawn, n) in n }
  Test.expect_equal(Test.expect_receive() { (:drawn, n) in n }, first)
}
