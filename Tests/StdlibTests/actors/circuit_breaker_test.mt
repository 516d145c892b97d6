# CircuitBreaker: closed, open, half open and back; the time is what the test says.

module CircuitBreakerTest.Clock {
  fn start() { spawn_link { loop(0) } }
  fn now(clock) { ask(clock, 0) }
  fn advance(clock, ms) { ask(clock, ms) }

  private fn ask(clock, ms) {
    let ref = make_ref()
    clock ! (ms, self(), ref)
    receive { (^ref, now) -> now }
  }

  private fn loop(now) {
    receive {
      (ms, from, ref) -> {
        from ! (ref, now + ms)
        loop(now + ms)
      }
      :stop -> :ok
    }
  }
}

fn with_breaker(options, f) {
  let clock = CircuitBreakerTest.Clock.start()
  let now = fn() { CircuitBreakerTest.Clock.now(clock) }
  let (:ok, breaker) = CircuitBreaker.start_link(Map.put(options, :now, now))
  f(breaker, fn(ms) { CircuitBreakerTest.Clock.advance(clock, ms) })
  CircuitBreaker.stop(breaker)
  clock ! :stop
}

fn fail(breaker) { CircuitBreaker.call(breaker) { raise(:down) } }
fn work(breaker) { CircuitBreaker.call(breaker) { :fine } }

# A process that calls through the breaker and ends its work when it is told how.
fn caller(breaker) {
  let me = self()
  let pid = spawn {
    let result = CircuitBreaker.call(breaker) {
      me ! (:working, self())
      receive { (:end, f) -> f() }
    }
    me ! (:result, self(), result)
  }
  receive {
    (:working, ^pid)         -> (:working, pid)
    (:result, ^pid, result)  -> (:refused, result)
  }
}

fn finish(pid, f) {
  pid ! (:end, f)
  Test.expect_receive() { (:result, ^pid, result) in result }
}

Test.test("what the work gives") {
  with_breaker(%{failures: 100}, fn(breaker, _advance) {
    Test.expect_equal(CircuitBreaker.call(breaker) { 42 }, (:ok, 42))
    Test.expect_equal(CircuitBreaker.call(breaker) { (:ok, 42) }, (:ok, 42))
    Test.expect_equal(CircuitBreaker.call(breaker) { nil }, (:ok, nil))
    Test.expect_equal(CircuitBreaker.call(breaker) { (:error, :busy) }, (:error, :busy))
    Test.expect_equal(CircuitBreaker.call(breaker) { raise(:broken) }, (:error, :broken))
    Test.expect_equal(CircuitBreaker.call(breaker) { exit((:timeout, :call)) }, (:error, (:timeout, :call)))
    Test.expect_equal(CircuitBreaker.call(breaker) { throw(7) }, (:error, (:nocatch, 7)))
    let me = self()
    Test.expect_equal(CircuitBreaker.call(breaker) { self() == me }, (:ok, true))
    Test.expect_equal(CircuitBreaker.info(breaker).failures, 4)
  })
}

Test.test("it opens at the count, and the work is not run any more") {
  with_breaker(%{failures: 3}, fn(breaker, _advance) {
    for _ in 1..2 { Test.expect_equal(fail(breaker), (:error, :down)) }
    Test.expect_equal(work(breaker), (:ok, :fine))
    Test.expect_equal(CircuitBreaker.state(breaker), :closed)
    Test.expect_equal(fail(breaker), (:error, :down))
    Test.expect_equal(CircuitBreaker.state(breaker), :open)
    Test.expect_equal(CircuitBreaker.call(breaker) { Test.fail("it ran") }, (:error, :open))
    Test.expect_equal(CircuitBreaker.info(breaker).opened, 1)
    Test.expect_equal(CircuitBreaker.info(breaker).last_failure, (:error, :down))
  })
}

Test.test("failures outside the window do not count") {
  with_breaker(%{failures: 3, window: 1_000}, fn(breaker, advance) {
    fail(breaker)
    advance(500)
    fail(breaker)
    advance(500)
    # The first is a whole window ago.
    fail(breaker)
    Test.expect_equal(CircuitBreaker.state(breaker), :closed)
    Test.expect_equal(CircuitBreaker.info(breaker).failures, 2)
    advance(499)
    fail(breaker)
    Test.expect_equal(CircuitBreaker.state(breaker), :open)
  })
}

Test.test("a window without end") {
  with_breaker(%{failures: 2, window: :infinity}, fn(breaker, advance) {
    fail(breaker)
    advance(1_000_000_000)
    fail(breaker)
    Test.expect_equal(CircuitBreaker.state(breaker), :open)
  })
}

Test.test("a part of the calls, when there are enough") {
  with_breaker(%{rate: 0.5, min_calls: 4, window: 1_000}, fn(breaker, advance) {
    for _ in 1..3 { fail(breaker) }
    Test.expect_equal(CircuitBreaker.state(breaker), :closed)
    CircuitBreaker.reset(breaker)
    for _ in 1..4 { work(breaker) }
    for _ in 1..3 { fail(breaker) }
    Test.expect_equal(CircuitBreaker.state(breaker), :closed)
    advance(2_000)
    # The successes are too old to outweigh these.
    for _ in 1..4 { fail(breaker) }
    Test.expect_equal(CircuitBreaker.state(breaker), :open)
  })
}

Test.test("half open after the reset time; a probe that succeeds closes it") {
  with_breaker(%{failures: 1, reset: 1_000}, fn(breaker, advance) {
    fail(breaker)
    Test.expect_equal(CircuitBreaker.info(breaker).retry_in, 1_000)
    advance(999)
    Test.expect_equal(work(breaker), (:error, :open))
    advance(1)
    Test.expect_equal(CircuitBreaker.state(breaker), :half_open)
    Test.expect_equal(work(breaker), (:ok, :fine))
    Test.expect_equal(CircuitBreaker.state(breaker), :closed)
    Test.expect_equal(work(breaker), (:ok, :fine))
  })
}

Test.test("a probe that fails opens it for longer, up to a limit") {
  with_breaker(%{failures: 1, reset: 1_000, backoff: 3, max_reset: 5_000}, fn(breaker, advance) {
    fail(breaker)
    for expected in [3_000, 5_000, 5_000] {
      advance(CircuitBreaker.info(breaker).retry_in)
      Test.expect_equal(fail(breaker), (:error, :down))
      Test.expect_equal(CircuitBreaker.info(breaker).retry_in, expected)
    }
    advance(5_000)
    work(breaker)
    # From the beginning again.
    fail(breaker)
    Test.expect_equal(CircuitBreaker.info(breaker).retry_in, 1_000)
    Test.expect_equal(CircuitBreaker.info(breaker).opened, 5)
  })
}

Test.test("only so many probes at a time, and all must succeed") {
  with_breaker(%{failures: 1, reset: 10, probes: 2}, fn(breaker, advance) {
    fail(breaker)
    advance(10)
    let (:working, a) = caller(breaker)
    let (:working, b) = caller(breaker)
    Test.expect_equal(caller(breaker), (:refused, (:error, :open)))
    Test.expect_equal(finish(a, fn() { 1 }), (:ok, 1))
    Test.expect_equal(CircuitBreaker.state(breaker), :half_open)
    Test.expect_equal(caller(breaker), (:refused, (:error, :open)))
    Test.expect_equal(finish(b, fn() { 2 }), (:ok, 2))
    Test.expect_equal(CircuitBreaker.state(breaker), :closed)
  })
}

Test.test("a probe whose process is killed has failed") {
  with_breaker(%{failures: 1, reset: 10}, fn(breaker, advance) {
    fail(breaker)
    advance(10)
    let (:working, pid) = caller(breaker)
    Test.expect_equal(CircuitBreaker.info(breaker).probes, 1)
    exit(pid, :kill)
    Test.expect_eventually { CircuitBreaker.info(breaker).state == :open }
    Test.expect_equal(CircuitBreaker.info(breaker).last_failure, (:error, :killed))
    Test.expect_equal(CircuitBreaker.info(breaker).retry_in, 20)
  })
}

Test.test("what began before a change says nothing after it") {
  with_breaker(%{failures: 1, reset: 10}, fn(breaker, advance) {
    let (:working, early) = caller(breaker)
    let (:working, late) = caller(breaker)
    fail(breaker)
    finish(early, fn() { :fine })
    Test.expect_equal(CircuitBreaker.state(breaker), :open)
    advance(10)
    finish(late, fn() { raise(:down) })
    Test.expect_equal(CircuitBreaker.state(breaker), :half_open)
    work(breaker)
    Test.expect_equal(CircuitBreaker.state(breaker), :closed)
  })
}

Test.test("calls through a closed breaker send it nothing") {
  let (:ok, breaker) = CircuitBreaker.start_link(failures: 3)
  work(breaker)
  Process.suspend(breaker)
  # Whoever asked it now would wait for ever.
  for n in 1..10 { Test.expect_equal(CircuitBreaker.call(breaker) { n }, (:ok, n)) }
  Process.resume(breaker)
  Test.expect_equal(CircuitBreaker.state(breaker), :closed)
  CircuitBreaker.stop(breaker)
}

Test.test("others see at once that it has opened") {
  with_breaker(%{failures: 1}, fn(breaker, _advance) {
    let me = self()
    let other = spawn_link {
      me ! work(breaker)
      receive { :again -> me ! work(breaker) }
    }
    Test.expect_receive() { (:ok, :fine) in true }
    fail(breaker)
    other ! :again
    Test.expect_receive() { (:error, :open) in true }
  })
}

Test.test("work that takes too long is a failure and is stopped") {
  with_breaker(%{failures: 2, timeout: 20}, fn(breaker, _advance) {
    let result = CircuitBreaker.call(breaker) { Process.sleep(:infinity) }
    Test.expect_equal(result, (:error, :timeout))
    Test.expect_equal(CircuitBreaker.info(breaker).failures, 1)
    # Nothing is left of it: no process, no message.
    let (_, links) = (Process.flush(), Process.info(self(), :links))
    Test.expect_equal(CircuitBreaker.call(breaker) { Process.sleep(:infinity) }, (:error, :timeout))
    Test.expect_equal(Process.info(self(), :links), links)
    Test.expect_equal(Process.flush(), [])
    Test.expect_equal(CircuitBreaker.state(breaker), :open)
  })
}

Test.test("work with a time limit that is in time") {
  with_breaker(%{failures: 9, timeout: 60_000}, fn(breaker, _advance) {
    Process.trap_exit()
    Test.expect_equal(CircuitBreaker.call(breaker) { 42 }, (:ok, 42))
    Test.expect_equal(CircuitBreaker.call(breaker) { raise(:broken) }, (:error, :broken))
    Test.expect_equal(CircuitBreaker.call(breaker) { (:error, :busy) }, (:error, :busy))
    Test.expect_equal(Process.flush(), [])
    Process.flag(:trap_exit, false)
  })
}

Test.test("work with a time limit ends with its caller") {
  with_breaker(%{failures: 9, timeout: 600_000}, fn(breaker, _advance) {
    let me = self()
    let pid = spawn {
      CircuitBreaker.call(breaker) {
        me ! (:worker, self())
        Process.sleep(:infinity)
      }
    }
    let worker = Test.expect_receive() { (:worker, worker) in worker }
    let ref = monitor(worker)
    exit(pid, :kill)
    Test.expect_receive() { (:DOWN, ^ref, _, _, :killed) in true }
  })
}

Test.test("what counts as a failure can be said") {
  let serious? = fn(result) { result === (:error, :serious) or result === (:ok, :empty) }
  with_breaker(%{failures: 2, failure?: serious?}, fn(breaker, _advance) {
    for _ in 1..5 { CircuitBreaker.call(breaker) { (:error, :not_found) } }
    Test.expect_equal(CircuitBreaker.state(breaker), :closed)
    CircuitBreaker.call(breaker) { (:error, :serious) }
    CircuitBreaker.call(breaker) { :empty }
    Test.expect_equal(CircuitBreaker.state(breaker), :open)
  })
}

Test.test("forced open, forced closed, released") {
  with_breaker(%{failures: 1, reset: 100}, fn(breaker, advance) {
    Test.expect_equal(CircuitBreaker.force_open(breaker), :ok)
    advance(1_000)
    Test.expect_equal(work(breaker), (:error, :open))
    Test.expect_equal(CircuitBreaker.info(breaker).forced, :open)
    CircuitBreaker.release(breaker)
    Test.expect_equal(work(breaker), (:error, :open))
    advance(100)
    Test.expect_equal(work(breaker), (:ok, :fine))
    CircuitBreaker.force_closed(breaker)
    for _ in 1..5 { fail(breaker) }
    Test.expect_equal(CircuitBreaker.state(breaker), :closed)
    CircuitBreaker.release(breaker)
    fail(breaker)
    Test.expect_equal(CircuitBreaker.state(breaker), :open)
    CircuitBreaker.reset(breaker)
    Test.expect_equal(work(breaker), (:ok, :fine))
  })
}

Test.test("changes are told in order") {
  let me = self()
  let tell = fn(from, to) { me ! (:change, from, to) }
  with_breaker(%{failures: 1, reset: 10, on_change: tell}, fn(breaker, advance) {
    fail(breaker)
    advance(10)
    fail(breaker)
    advance(20)
    work(breaker)
    Test.expect_equal(Process.flush(), [
      (:change, :closed, :open), (:change, :open, :half_open), (:change, :half_open, :open),
      (:change, :open, :half_open), (:change, :half_open, :closed),
    ])
  })
}

Test.test("a breaker that has ended, and its fuse") {
  let (:ok, breaker) = CircuitBreaker.start(failures: 1)
  work(breaker)
  let fuse = Process.get_state(breaker).fuse
  CircuitBreaker.stop(breaker)
  Test.expect(List.member?([:normal, :noproc], Process.wait(fuse)))
  Test.expect_equal(elem(elem(Test.expect_raise { work(breaker) }, 1), 0), :noproc)
}

Test.test("a breaker that ends during a call does not spoil the result") {
  let (:ok, breaker) = CircuitBreaker.start(failures: 1)
  let result = CircuitBreaker.call(breaker) {
    CircuitBreaker.stop(breaker)
    raise(:down)
  }
  Test.expect_equal(result, (:error, :down))
}

Test.test("a name outlives the breaker behind it") {
  let (:ok, first) = CircuitBreaker.start(failures: 1, name: :circuit_breaker_test)
  work(:circuit_breaker_test)
  fail(:circuit_breaker_test)
  CircuitBreaker.stop(first)
  let (:ok, second) = CircuitBreaker.start(failures: 1, name: :circuit_breaker_test)
  Test.expect_equal(work(:circuit_breaker_test), (:ok, :fine))
  CircuitBreaker.stop(second)
}

Test.test("callers forget breakers that have ended") {
  for _ in 1..300 {
    let (:ok, breaker) = CircuitBreaker.start(failures: 1)
    work(breaker)
    CircuitBreaker.stop(breaker)
  }
  Test.expect(map_size(Process.get(:"$circuit_breaker")) < 100)
}

Test.test("wrong options") {
  Test.expect_raise((:bad_option, (:failures, 0))) { CircuitBreaker.start_link(failures: 0) }
  Test.expect_raise((:bad_option, (:rate, 2.0))) { CircuitBreaker.start_link(rate: 2.0) }
  Test.expect_raise((:bad_option, :max_failures)) { CircuitBreaker.start_link(max_failures: 3) }
  Test.expect_raise((:bad_option, (:window, :never))) { CircuitBreaker.start_link(window: :never) }
}
