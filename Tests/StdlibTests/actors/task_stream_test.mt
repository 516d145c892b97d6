# Task.async_stream.

fn oks(values) { List.map(values) { value in (:ok, value) } }

fn mailbox() { Process.info(self(), :messages) }

# Workers say that they are there and wait; they are let go in the order that is asked for, each one
# after the one before has ended.
fn release(order, waiting) {
  match order {
    []            -> :ok
    [item | rest] -> match waiting[item] {
      nil -> {
        let (other, pid) = receive { (:here, other, pid) -> (other, pid) }
        release(order, Map.put(waiting, other, pid))
      }
      pid -> {
        let ref = monitor(pid)
        pid ! :go
        receive { (:DOWN, ^ref, _, _, _) -> :ok }
        release(rest, waiting)
      }
    }
  }
}

fn wait_here(gate, item) {
  gate ! (:here, item, self())
  receive { :go -> item }
}

Test.test("results come in the order of the elements") {
  Test.expect_equal(Task.async_stream(1..200, fn(n) { n * 2 }), oks(for n in 1..200 { n * 2 }))
  Test.expect_equal(Task.async_stream([], fn(n) { n }), [])
  let pairs = Task.async_stream(%{a: 1, b: 2}) { (key, value) in (value, key) }
  Test.expect_equal(pairs, oks([(1, :a), (2, :b)]))
}

Test.test("results come in the order of the elements, in whatever order they are ready") {
  for order in [1..10, List.reverse(1..10), [5, 1, 9, 2, 10, 3, 8, 4, 7, 6]] {
    let gate = spawn_link { release(order, %{}) }
    let results = Task.async_stream(1..10, max_concurrency: 10, timeout: :infinity) { n in
      wait_here(gate, n)
    }
    Test.expect_equal(results, oks(1..10))
  }
}

Test.test("results come in the order in which they are ready when that is asked for") {
  let order = [5, 1, 9, 2, 10, 3, 8, 4, 7, 6]
  let gate = spawn_link { release(order, %{}) }
  let results = Task.async_stream(1..10, max_concurrency: 10, ordered: false, timeout: :infinity) { n in
    wait_here(gate, n)
  }
  Test.expect_equal(results, oks(order))
}

Test.test("there are never more processes than allowed") {
  let (:ok, gauge) = Agent.start_link { (0, 0) }
  Task.async_stream(1..100, max_concurrency: 3, timeout: :infinity) { _ in
    Agent.update(gauge) { (now, most) in (now + 1, if now + 1 > most { now + 1 } else { most }) }
    Process.yield()
    Agent.update(gauge) { (now, most) in (now - 1, most) }
  }
  let (now, most) = Agent.get(gauge) { state in state }
  Test.expect_equal(now, 0)
  Test.expect(most >= 1 and most <= 3)
}

Test.test("there are as many processes as allowed") {
  # Each waits until all three are there.
  let (:ok, meeting) = Agent.start_link { [] }
  let results = Task.async_stream(1..3, max_concurrency: 3, timeout: :infinity) { n in
    let me = self()
    let all = Agent.get_and_update(meeting) { pids in ([me | pids], [me | pids]) }
    if List.length(all) == 3 { for pid in all { pid ! :all } }
    receive { :all -> n }
  }
  Test.expect_equal(results, oks(1..3))
}

Test.test("one at a time") {
  let (:ok, log) = Agent.start_link { [] }
  let results = Task.async_stream(1..20, max_concurrency: 1) { n in
    Agent.update(log) { ns in [n | ns] }
    n
  }
  Test.expect_equal(results, oks(1..20))
  Test.expect_equal(Agent.get(log) { ns in ns }, List.reverse(1..20))
}

Test.test("many elements, and nothing is left of them") {
  for n in 1..100 { self() ! n }
  let before = Process.info(self(), :links)
  let n = 20_000
  let results = Task.async_stream(1..n, max_concurrency: 50, timeout: :infinity) { x in x + 1 }
  Test.expect_equal(List.length(results), n)
  Test.expect_equal(List.reduce(results, 0) { (:ok, x), sum in sum + x }, n * (n + 1) div 2 + n)
  Test.expect_equal(mailbox(), 1..100)
  Test.expect_equal(Process.info(self(), :links), before)
}

Test.test("no process is left when the list is there") {
  for options in [%{ordered: true}, %{ordered: false}] {
    let me = self()
    Task.async_stream(1..50, options) { n in
      me ! (:worker, self())
      n
    }
    for _ in 1..50 {
      Test.expect(not Process.alive?(receive { (:worker, pid) -> pid }))
    }
  }
}

Test.test("a module's function") {
  Test.expect_equal(Task.async_stream(["a", "b"], String, :repeat, [3]), oks(["aaa", "bbb"]))
  Test.expect_equal(Task.async_stream(["a"], String, :upcase, [], max_concurrency: 2), oks(["A"]))
}

# MARK: Failures

Test.test("a failure ends the caller, and the caller's end the others") {
  let me = self()
  let caller = spawn {
    Task.async_stream([1, 2, 3], max_concurrency: 3, timeout: :infinity) { n in
      me ! (:here, n, self())
      receive { :fail -> exit(:failed) }
    }
  }
  let pids = for n in 1..3 { receive { (:here, ^n, pid) -> pid } }
  let refs = for pid in [caller | pids] { monitor(pid) }
  List.at(pids, 1) ! :fail
  let reasons = for ref in refs { receive { (:DOWN, ^ref, _, _, reason) -> reason } }
  Test.expect_equal(hd(reasons), :failed)
}

Test.test("the caller cannot catch the failure of a linked process") {
  let caller = spawn {
    receive { :go -> :ok }
    try { Task.async_stream([1], fn(_) { exit(:failed) }) } catch { _ -> :caught }
    exit(:caught)
  }
  let ref = monitor(caller)
  caller ! :go
  Test.expect_receive() { (:DOWN, ^ref, _, _, reason) in Test.expect_equal(reason, :failed) }
}

Test.test("failures are results when the caller traps exits") {
  Process.trap_exit()
  let results = Task.async_stream(1..6, max_concurrency: 2) { n in
    match n rem 3 {
      0 -> exit(:three)
      1 -> n
      2 -> exit(:normal)
    }
  }
  Test.expect_equal(results,
    [(:ok, 1), (:exit, :normal), (:exit, :three), (:ok, 4), (:exit, :normal), (:exit, :three)])
  Test.expect_equal(mailbox(), [])
}

Test.test("a process that ends normally without a value does not end the caller") {
  Test.expect_equal(Task.async_stream([1, 2], fn(n) { if n == 1 { exit(:normal) } else { n } }),
    [(:exit, :normal), (:ok, 2)])
}

Test.test("the processes end when the caller is killed") {
  let me = self()
  let caller = spawn {
    Task.async_stream(1..3, max_concurrency: 3, timeout: :infinity) { n in
      me ! (:here, n, self())
      Process.sleep(:infinity)
    }
  }
  let refs = for n in 1..3 { receive { (:here, ^n, pid) -> monitor(pid) } }
  exit(caller, :kill)
  for ref in refs { Test.expect_receive() { (:DOWN, ^ref, _, _, _) in :ok } }
}

Test.test("processes that a call leaves linked to itself go on") {
  let [(:ok, agent)] = Task.async_stream([1]) { _ in
    let (:ok, agent) = Agent.start_link { 7 }
    agent
  }
  Test.expect_equal(Agent.get(agent) { n in n }, 7)
  Agent.stop(agent)
}

# MARK: Time-outs

Test.test("a call that is late makes the caller exit, and none of the processes is left") {
  let me = self()
  let run = fn() {
    Task.async_stream(1..3, max_concurrency: 3, timeout: 20) { n in
      me ! (:here, n, self())
      Process.sleep(:infinity)
    }
  }
  Test.expect_raise((:exit, (:timeout, (Task, :async_stream, [20])))) { run() }
  let pids = Process.flush() |> List.map { (:here, _, pid) in pid }
  for pid in pids { Test.expect(not Process.alive?(pid)) }
  Test.expect_equal(mailbox(), [])
}

Test.test("a call that is late can be ended alone") {
  let start = Time.monotonic(:microsecond)
  let options = %{max_concurrency: 4, timeout: 1_500, on_timeout: :kill_task}
  let results = Task.async_stream(1..4, options) { n in
    if n == 2 { Process.sleep(:infinity) } else { n }
  }
  Test.expect_equal(results, [(:ok, 1), (:exit, :timeout), (:ok, 3), (:ok, 4)])
  Test.expect(Time.monotonic(:microsecond) - start >= 1_500_000)
}

Test.test("each call has its own time") {
  # Three calls of one process at a time, each shorter than the time, together longer.
  let results = Task.async_stream(1..3, max_concurrency: 1, timeout: 1_000) { n in
    Process.sleep(400)
    n
  }
  Test.expect_equal(results, oks(1..3))
  let late = Task.async_stream(1..3, max_concurrency: 1, timeout: 5, on_timeout: :kill_task) { _ in
    Process.sleep(:infinity)
  }
  Test.expect_equal(late, [(:exit, :timeout), (:exit, :timeout), (:exit, :timeout)])
}

Test.test("no time at all is late") {
  let results = Task.async_stream([1], timeout: 0, on_timeout: :kill_task) { _ in Process.sleep(:infinity) }
  Test.expect_equal(results, [(:exit, :timeout)])
}

# MARK: Arguments

Test.test("arguments are checked") {
  let f = fn(n) { n }
  Test.expect_raise((:bad_option, :max)) { Task.async_stream([], f, max: 1) }
  for options in [%{max_concurrency: 0}, %{max_concurrency: 1.0}, %{timeout: -1}, %{timeout: nil},
      %{ordered: :yes}, %{on_timeout: :ignore}] {
    Test.expect_raise(:badarg) { Task.async_stream([1], f, options) }
  }
  for items in [nil, :items, 7, "text"] { Test.expect_raise(:badarg) { Task.async_stream(items, f) } }
  for f in [nil, :f, 7] { Test.expect_raise(:badarg) { Task.async_stream([1], f) } }
}
