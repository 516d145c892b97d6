## Tests: what a program should do, checked by running it.
##
## A test file's name ends in `_test.mt`. `martlet test` runs those that it finds; each test runs in a
## process of its own, so that one that crashes, exits or hangs is a failure and no more.
##
## ```
## Test.test("a queue gives first what came first") {
##   let queue = Queue.from_list([1, 2])
##   Test.expect_match(Queue.pop(queue)) { (:ok, 1, _rest) in :ok }
## }
##
## Test.test("a process answers") {
##   let me = self()
##   spawn { me ! (:sum, 1 + 2) }
##   Test.expect_equal(Test.expect_receive() { (:sum, n) in n }, 3)
## }
## ```
##
## The blocks of `expect_match`, `expect_receive` and `refute_receive` begin with a pattern, as arms do:
## what does not match it is not what was expected.
##
## >> Test.expect_equal(1 + 1, 2)
## 2
module Test {
  let default_wait = 5_000

  # MARK: Saying what is tested

  ## A test with a name and a block; the test passes when the block comes to its end.
  ##
  ## In a file that `martlet test` runs the test is noted down and run later; elsewhere it runs at once,
  ## and raises when it fails.
  ##
  ## >> Test.test("sums") { Test.expect(1 + 1 == 2) }
  ## :ok
  fn test(name, f) { test(name, %{}, f) }

  ## A test with options: `tags: [:slow]`, by which tests are chosen; `timeout: ms` (60 seconds when
  ## nothing is said; `:infinity` is none); `skip: "why"`, with which it does not run.
  ##
  ## >> Test.test("later", tags: [:slow], skip: "not written yet") { Test.expect(false) }
  ## :ok
  fn test(name, options, f) when is_string(name) and is_map(options) and is_function(f) {
    check_options(Map.keys(options))
    let test = %{name: name, f: f, tags: tags(options), timeout: options[:timeout],
                 skip: options[:skip], line: Test.Place.caller()}
    match Process.get(:"$test_file") {
      nil  -> Test.Worker.run_alone(test)
      file -> {
        Process.put(:"$test_file", %{file | tests: [test | file.tests]})
        :ok
      }
    }
  }

  private fn check_options([key | rest]) when key == :tags or key == :timeout or key == :skip {
    check_options(rest)
  }
  private fn check_options([]) { :ok }
  private fn check_options([key | _]) { raise((:unknown_option, key)) }

  private fn tags(options) {
    match Map.get(options, :tags, []) {
      tag when is_atom(tag) -> [tag]
      tags                  -> tags
    }
  }

  ## Runs a block before each test of the file, in the test's process; tests that take a value,
  ## `Test.test("...") { value in ... }`, get what it gives. Of several setups each takes the value of the
  ## one before, if it takes one.
  ##
  ## >> Test.setup { 42 }
  ## :ok
  fn setup(f) when is_function(f) { note(:setups, f) }

  ## Runs a block after each test of the file, whether it passed or not, in the test's process; it may
  ## take the setup's value. A test that was killed has no process left to do that.
  ##
  ## >> Test.teardown { :ok }
  ## :ok
  fn teardown(f) when is_function(f) { note(:teardowns, f) }

  private fn note(key, f) {
    let file = Process.get(:"$test_file")
    if file != nil { Process.put(:"$test_file", Map.update!(file, key) { fs in [f | fs] }) }
    :ok
  }

  ## Ends a test that cannot or need not run here; it counts as skipped. At the level of the file it skips
  ## all of the file's tests.
  ##
  ## >> try { Test.skip("no network") } catch { (:throw, (:test_skipped, why)) -> why }
  ## "no network"
  fn skip(why) {
    match Process.get(:"$test_file") {
      nil  -> throw((:test_skipped, why))
      file -> {
        Process.put(:"$test_file", %{file | skip: why})
        :ok
      }
    }
  }

  ## Makes a test of each example in a file's documentation, the file being given by its path or by the
  ## name of the module that it holds; gives how many there are.
  ##
  ## Examples are lines that begin with `>> ` in the texts that begin with `##`. The line after one is the
  ## result as `inspect` shows it; without one the example must only not raise.
  ##
  ## >> try { Test.doctests("no/such/file.mt") } catch { (:error, reason) -> reason }
  ## (:file_error, :enoent, "no/such/file.mt")
  fn doctests(path_or_module) {
    let tests = Test.Doctest.tests(Test.Place.source_of(path_or_module))
    match Process.get(:"$test_file") {
      nil  -> List.each(tests) { test in Test.Worker.run_alone(test) }
      file -> Process.put(:"$test_file", %{file | tests: List.reverse(tests) ++ file.tests})
    }
    List.length(tests)
  }

  # MARK: Expectations of values

  ## Fails unless the value is true: neither false nor nil. Gives the value.
  ##
  ## When it is a comparison that is false, the report shows both sides.
  ##
  ## >> Test.expect(1 < 2)
  ## true
  fn expect(value) {
    if value { value } else {
      fail_with("a true value was expected", [(:value, "value", value)])
    }
  }

  ## Like `expect`, with words for the report.
  ##
  ## >> Test.expect(1 < 2, "one is less than two")
  ## true
  fn expect(value, message) {
    if value { value } else { fail_with(to_string(message), [(:value, "value", value)]) }
  }

  ## Fails unless both values are the same by `===`: `1` and `1.0` are not. Gives the first.
  ##
  ## >> Test.expect_equal([1, 2] ++ [3], [1, 2, 3])
  ## [1, 2, 3]
  fn expect_equal(actual, expected) {
    if actual === expected { actual } else {
      fail_with("the values differ", [(:difference, expected, actual)])
    }
  }

  ## Fails when the value does not match the block's pattern; gives the block's value.
  ##
  ## >> Test.expect_match((:ok, 42)) { (:ok, n) in n }
  ## 42
  fn expect_match(value, f) {
    match attempt(f, value) {
      (:matched, result) -> result
      :unmatched         -> fail_with("the value does not match", [(:value, "value", value)])
    }
  }

  ## Fails unless the float is so close to the other one; gives it.
  ##
  ## >> Test.expect_close(0.1 + 0.2, 0.3, 0.001) > 0.3
  ## true
  fn expect_close(actual, expected, distance) {
    if abs(actual - expected) <= distance { actual } else {
      fail_with("the numbers are too far apart", [(:value, "expected", expected),
        (:value, "actual", actual), (:value, "allowed", distance)])
    }
  }

  ## Fails unless the block raises; gives `(class, reason)`.
  ##
  ## >> Test.expect_raise { hd([]) }
  ## (:error, :badarg)
  fn expect_raise(f) {
    match caught(f) {
      (:caught, class, reason, _trace) -> (class, reason)
      (:value, value)                  -> fail_with("nothing was raised", [(:value, "value", value)])
    }
  }

  ## Fails unless the block raises with this reason; gives the reason.
  ##
  ## `(class, reason)`, with the class `:error`, `:exit` or `:throw`, stands for exits and throws. A
  ## function in the place of the reason takes the reasons that are meant: `fn((:badmatch, _)) { true }`.
  ##
  ## >> Test.expect_raise(:badarith) { 1 + :one }
  ## :badarith
  ## >> Test.expect_raise((:exit, :tired)) { exit(:tired) }
  ## :tired
  fn expect_raise((class, reason), f) when class == :error or class == :exit or class == :throw {
    expect_caught(class, reason, f)
  }
  fn expect_raise(reason, f) { expect_caught(:error, reason, f) }

  private fn expect_caught(class, expected, f) {
    match caught(f) {
      (:caught, ^class, reason, trace) -> {
        if agrees?(reason, expected) { reason } else {
          fail_with("it " <> verb(class) <> " something else",
            expected_reason(expected, reason) ++ [(:trace, trace)])
        }
      }
      (:caught, other, reason, trace)  -> {
        fail_with("it " <> verb(other) <> " and not " <> verb(class),
          [(:value, "reason", reason), (:trace, trace)])
      }
      (:value, value)                  -> {
        fail_with("nothing was raised", wanted("expected", expected) ++ [(:value, "value", value)])
      }
    }
  }

  private fn verb(:error) { "raised" }
  private fn verb(:exit) { "exited with" }
  private fn verb(:throw) { "threw" }

  private fn agrees?(reason, f) when is_function(f) {
    match attempt(f, reason) {
      (:matched, result) -> result != false and result != nil
      :unmatched         -> false
    }
  }
  private fn agrees?(reason, expected) { reason === expected }

  private fn wanted(_label, f) when is_function(f) { [] }
  private fn wanted(label, value) { [(:value, label, value)] }

  private fn expected_reason(f, reason) when is_function(f) { [(:value, "reason", reason)] }
  private fn expected_reason(expected, reason) { [(:difference, expected, reason)] }

  # A failed expectation in the block is no exception that the test is about.
  private fn caught(f) {
    try { (:value, f()) } catch {
      (:error, (:test_failure, %{class: class, reason: reason, trace: trace})) ->
        (:caught, class, reason, trace)
      (:error, (:test_failure, failure)) ->
        raise((:test_failure, Map.put_new(failure, :trace, stacktrace())))
      (:throw, (:test_skipped, why)) -> throw((:test_skipped, why))
      (class, reason) -> (:caught, class, reason, stacktrace())
    }
  }

  # MARK: Expectations of processes

  ## Waits for a message that matches the block's pattern and takes it; gives the block's value. Other
  ## messages stay in the mailbox in their order. Fails when none has come after 5 seconds.
  ##
  ## The block runs while the message is still in the mailbox.
  ##
  ## >> self() ! :other; self() ! (:done, 7); (Test.expect_receive() { (:done, n) in n }, Process.flush())
  ## (7, [:other])
  fn expect_receive(f) { expect_receive(wait(), f) }

  ## Like `expect_receive`, waiting for so many milliseconds, or for ever with `:infinity`.
  ##
  ## >> self() ! :now; Test.expect_receive(0) { :now in :done }
  ## :done
  fn expect_receive(ms, f) {
    match next_match(f, deadline(ms), 0, 0) {
      (:found, message, result) -> {
        take(message)
        result
      }
      :none                     -> {
        fail_with("no message that matches came within \(ms) ms",
          [(:mailbox, Process.info(self(), :messages))])
      }
    }
  }

  ## Fails when a message that matches the block's pattern is in the mailbox or comes within so many
  ## milliseconds; `:ok`.
  ##
  ## >> self() ! :hello; Test.refute_receive(1) { :goodbye in true }
  ## :ok
  fn refute_receive(ms, f) {
    match next_match(f, deadline(ms), 0, 0) {
      :none                -> :ok
      (:found, message, _) -> {
        fail_with("a message came that should not", [(:value, "message", message)])
      }
    }
  }

  ## Waits for the end of a process and fails unless it ends with this reason; gives the reason. A
  ## function in the place of the reason takes the reasons that are meant.
  ##
  ## >> Test.expect_exit(spawn { Process.sleep(500); exit(:tired) }, :tired)
  ## :tired
  fn expect_exit(pid, reason) { expect_exit(pid, reason, wait()) }

  ## Like `expect_exit`, waiting for so many milliseconds.
  ##
  ## >> Test.expect_exit(spawn { Process.sleep(500); exit(:tired) }, :tired, 10_000)
  ## :tired
  fn expect_exit(pid, expected, ms) {
    match Process.wait(pid, ms) {
      :timeout when expected !== :timeout -> {
        fail_with("the process has not ended within \(ms) ms",
          [(:value, "process", pid), (:value, "is in", Process.info(pid, :current_function))])
      }
      reason -> {
        if agrees?(reason, expected) { reason } else {
          fail_with(ended_title(reason), expected_reason(expected, reason))
        }
      }
    }
  }

  private fn ended_title(:noproc) { "the process had ended before anybody waited for it" }
  private fn ended_title(_) { "the process ended for another reason" }

  ## Calls the block again and again until it gives a true value, and gives that; fails when it has not
  ## after 5 seconds. For what can only be asked, and does not send a message.
  ##
  ## >> Test.expect_eventually { whereis(:nobody_here) == nil }
  ## true
  fn expect_eventually(f) { expect_eventually(wait(), f) }

  ## Like `expect_eventually`, for so many milliseconds.
  ##
  ## >> Test.expect_eventually(100) { :now }
  ## :now
  fn expect_eventually(ms, f) { eventually(f, deadline(ms), ms, 0) }

  private fn eventually(f, deadline, ms, turn) {
    let value = f()
    if value {
      value
    } else if over?(deadline) {
      fail_with("it has not become true within \(ms) ms", [(:value, "value", value)])
    } else {
      pause(turn, deadline)
      eventually(f, deadline, ms, turn + 1)
    }
  }

  ## Fails.
  ##
  ## >> try { Test.fail("no way") } catch { (:error, (:test_failure, failure)) -> failure.title }
  ## "no way"
  fn fail(message) { fail_with(to_string(message), []) }

  # MARK: Waiting for messages

  # A message is looked at once: `seen` of them have been looked at before.
  private fn next_match(f, deadline, seen, turn) {
    let messages = List.drop(Process.info(self(), :messages), seen)
    match first_match(messages, f) {
      :none -> {
        let seen = seen + List.length(messages)
        if more?(seen, deadline, turn) { next_match(f, deadline, seen, first_turn(seen)) } else { :none }
      }
      found -> found
    }
  }

  # Every look copies all messages: where there are many, more may come before the next.
  private fn first_turn(seen) when seen < 500 { 0 }
  private fn first_turn(_) { 8 }

  private fn first_match([message | rest], f) {
    match attempt(f, message) {
      (:matched, result) -> (:found, message, result)
      :unmatched         -> first_match(rest, f)
    }
  }
  private fn first_match([], _f) { :none }

  private fn more?(seen, deadline, turn) {
    if Process.info(self(), :message_queue_len) > seen {
      true
    } else if over?(deadline) {
      false
    } else {
      pause(turn, deadline)
      more?(seen, deadline, turn + 1)
    }
  }

  private fn take(message) {
    receive {
      ^message -> :ok
      after 0  -> :ok
    }
  }

  # To wait for any message is to take it; so this looks again and again, and less often by and by.
  private fn pause(turn, _deadline) when turn < 4 { Process.yield() }
  private fn pause(turn, :infinity) { Process.sleep(nap(turn)) }
  private fn pause(turn, deadline) {
    let left = deadline - Time.monotonic(:millisecond)
    Process.sleep(if left < 0 { 0 } else if left < nap(turn) { left } else { nap(turn) })
  }

  private fn nap(turn) when turn < 8 { 1 }
  private fn nap(turn) when turn < 16 { 4 }
  private fn nap(_) { 16 }

  private fn deadline(:infinity) { :infinity }
  private fn deadline(ms) { Time.monotonic(:millisecond) + ms }

  private fn over?(:infinity) { false }
  private fn over?(deadline) { Time.monotonic(:millisecond) >= deadline }

  private fn wait() {
    match Process.get(:"$test") {
      nil  -> default_wait
      test -> test.wait
    }
  }

  # MARK: Patterns

  # That the block's own pattern did not match shows in the trace: its innermost call is the block itself
  # with this very value. Any other :function_clause is the block's failure.
  private fn attempt(f, value) {
    try { (:matched, f(value)) } catch {
      (:error, :function_clause) -> {
        let trace = stacktrace()
        if own_clause?(trace, f, value) {
          :unmatched
        } else {
          raise((:test_failure, %{class: :error, reason: :function_clause, trace: trace}))
        }
      }
    }
  }

  private fn own_clause?([(m, name, [argument], _), (Test, _, _, _) | _], f, value) {
    let name = String.from_atom(m) <> "." <> String.from_atom(name) <> "/1"
    argument === value and List.member?(["#fn<" <> name <> ">", "&" <> name], inspect(f))
  }
  private fn own_clause?(_, _, _) { false }

  private fn fail_with(title, details) {
    raise((:test_failure, %{title: title, details: details}))
  }

  # MARK: What the compiler makes of `expect`

  ## Internal: what `Test.expect(left == right)` and its like are compiled to.
  ##
  ## >> Test.expect_comparison(:"==", 1, 1.0)
  ## true
  fn expect_comparison(:"==", left, right) { left == right or compared("equal", left, right, true) }
  fn expect_comparison(:"===", left, right) { left === right or compared("the same", left, right, true) }
  fn expect_comparison(:"!=", left, right) { left != right or compared("different", left, right, false) }
  fn expect_comparison(:"!==", left, right) { left !== right or compared("not the same", left, right, false) }
  fn expect_comparison(:"<", left, right) { left < right or compared("left < right", left, right, false) }
  fn expect_comparison(:"<=", left, right) { left <= right or compared("left <= right", left, right, false) }
  fn expect_comparison(:">", left, right) { left > right or compared("left > right", left, right, false) }
  fn expect_comparison(:">=", left, right) { left >= right or compared("left >= right", left, right, false) }

  private fn compared(what, left, right, true) {
    fail_with("the sides should be " <> what, [(:sides, left, right)])
  }
  private fn compared(what, left, right, false) {
    fail_with("expected: " <> what, [(:value, "left", left), (:value, "right", right)])
  }

  ## Internal: what `Test.expect(not value)` is compiled to.
  ##
  ## >> Test.expect_not(false)
  ## true
  fn expect_not(value) {
    if value { fail_with("false or nil was expected", [(:value, "value", value)]) } else { true }
  }

  ## Internal: what `Test.expect(is_list(value))` and its like are compiled to.
  ##
  ## >> Test.expect_kind(:is_list, [])
  ## true
  fn expect_kind(test, value) {
    if kind?(test, value) { true } else {
      fail_with("expected: \(String.from_atom(test))", [(:value, "value", value)])
    }
  }

  private fn kind?(:is_integer, value) { is_integer(value) }
  private fn kind?(:is_float, value) { is_float(value) }
  private fn kind?(:is_number, value) { is_number(value) }
  private fn kind?(:is_atom, value) { is_atom(value) }
  private fn kind?(:is_boolean, value) { is_boolean(value) }
  private fn kind?(:is_string, value) { is_string(value) }
  private fn kind?(:is_tuple, value) { is_tuple(value) }
  private fn kind?(:is_list, value) { is_list(value) }
  private fn kind?(:is_map, value) { is_map(value) }
  private fn kind?(:is_function, value) { is_function(value) }
  private fn kind?(:is_pid, value) { is_pid(value) }
  private fn kind?(:is_reference, value) { is_reference(value) }
}
