# What supervisors do beyond OTP's: backoff, waiting for names, budgets of children, reports.

module SupervisorBeyondTest {
  fn run(me, id) {
    me ! (:up, id, self(), Time.monotonic(:microsecond))
    receive { (:exit, reason) -> exit(reason) }
  }
}

fn child(me, id) {
  %{id: id, start: fn() { (:ok, spawn_link(SupervisorBeyondTest, :run, [me, id])) }}
}

fn up(id) { Test.expect_receive() { (:up, ^id, pid, _) in pid } }
fn up_at(id) { Test.expect_receive() { (:up, ^id, pid, at) in (pid, at) } }

fn pid_of(sup, id) {
  match List.find(Supervisor.which_children(sup), fn(child) { elem(child, 0) == id }) {
    nil            -> :none
    (_, pid, _, _) -> pid
  }
}

# Ends a child and gives the microseconds until the next is up.
fn gap(pid, id) {
  let began = Time.monotonic(:microsecond)
  pid ! (:exit, :oops)
  let (next, at) = up_at(id)
  (next, at - began)
}

# The events that this test's supervisor reported, in order, until one of the kind `last`.
fn events(sup, last) {
  let event = receive { (:supervisor, %{supervisor: ^sup} as event) -> event }
  if event.event == last { [event] } else { [event | events(sup, last)] }
}

Test.setup { Process.trap_exit() }

# MARK: Backoff

Test.test("a restart waits, and longer each time") {
  # The longest wait is so long that no child lives through it, even on a slow machine.
  let (:ok, sup) = Supervisor.start_link([child(self(), :a)], backoff: (20, 3_600_000), max_restarts: 100)
  let (second, first_gap) = gap(up(:a), :a)
  let (third, second_gap) = gap(second, :a)
  let (_, third_gap) = gap(third, :a)
  Test.expect(first_gap >= 20_000)
  Test.expect(second_gap >= 40_000)
  Test.expect(third_gap >= 80_000)
  Test.expect_equal(Supervisor.count_children(sup).active, 1)
}

Test.test("while it waits the child is shown as restarting, and can be stopped") {
  let (:ok, sup) = Supervisor.start_link([child(self(), :a), child(self(), :b)], backoff: (3_600_000, 3_600_000))
  let a = up(:a)
  let b = up(:b)
  a ! (:exit, :oops)
  Test.expect_eventually { pid_of(sup, :a) == :restarting }
  Test.expect_equal(pid_of(sup, :b), b)
  Test.expect_equal(Supervisor.restart_child(sup, :a), (:error, :restarting))
  Test.expect_equal(Supervisor.delete_child(sup, :a), (:error, :restarting))
  let (_, timer) = Map.get(Process.get_state(sup).pending, 0)
  Test.expect(is_reference(timer))
  Test.expect_equal(Supervisor.terminate_child(sup, :a), :ok)
  Test.expect_equal(Process.get_state(sup).pending, %{})
  Test.expect_match(Supervisor.restart_child(sup, :a)) { (:ok, _) in :ok }
  up(:a) ! (:exit, :oops)
  Test.expect_eventually { pid_of(sup, :a) == :restarting }
  Test.expect_equal(Supervisor.terminate_child(sup, :a), :ok)
  Test.expect_equal(Supervisor.delete_child(sup, :a), :ok)
  Test.expect_equal(Process.get_state(sup).delays, %{})
}

Test.test("a child's own backoff") {
  let slow = Map.put(child(self(), :slow), :backoff, (3_600_000, 3_600_000))
  let (:ok, sup) = Supervisor.start_link([child(self(), :a), slow])
  up(:slow) ! (:exit, :oops)
  up(:a) ! (:exit, :oops)
  up(:a)
  Test.expect_eventually { pid_of(sup, :slow) == :restarting }
  let (:ok, spec) = Supervisor.get_child_spec(sup, :slow)
  Test.expect_equal(spec.backoff, (3_600_000, 3_600_000))
}

Test.test("a start that fails waits too, and each attempt counts") {
  let me = self()
  let start = fn() {
    me ! (:attempt, Time.monotonic(:microsecond))
    if whereis(:sup_beyond_closed) == nil {
      (:ok, spawn_link(SupervisorBeyondTest, :run, [me, :a]))
    } else { (:error, :closed) }
  }
  let (:ok, sup) = Supervisor.start_link([%{id: :a, start: start}],
    backoff: (5, 20), max_restarts: 3, max_seconds: 3_600)
  let a = up(:a)
  register(:sup_beyond_closed, self())
  a ! (:exit, :oops)
  Test.expect_equal(Test.expect_receive() { (:EXIT, ^sup, why) in why }, :shutdown)
  let times = for (:attempt, at) in Process.flush() { at }
  Test.expect_equal(length(times), 4)
  let [_, second, third, fourth] = times
  Test.expect(third - second >= 10_000)
  Test.expect(fourth - third >= 10_000)
}

Test.test("a child that has lived long enough starts from the beginning") {
  let (:ok, sup) = Supervisor.start_link([child(self(), :a)], backoff: (1, 40), max_restarts: 100)
  let attempts = fn() {
    let (attempts, _) = Map.get(Process.get_state(sup).delays, 0)
    attempts
  }
  up(:a) ! (:exit, :oops)
  let second = up(:a)
  Test.expect_equal(attempts(), 1)
  Process.sleep(50)
  second ! (:exit, :oops)
  up(:a)
  Test.expect_equal(attempts(), 1)
}

Test.test("under one_for_all the others are stopped at once, and all start after the wait") {
  let (:ok, sup) = Supervisor.start_link([child(self(), :a), child(self(), :b), child(self(), :c)],
    strategy: :one_for_all, backoff: (50, 50))
  let [a, b, c] = List.map([:a, :b, :c]) { id in up(id) }
  let refs = [monitor(a), monitor(c)]
  let began = Time.monotonic(:microsecond)
  b ! (:exit, :oops)
  for ref in refs { Test.expect_receive() { (:DOWN, ^ref, _, _, :shutdown) in :ok } }
  for id in [:a, :b, :c] {
    let (_, at) = up_at(id)
    Test.expect(at - began >= 50_000)
  }
  Test.expect_equal(Supervisor.count_children(sup).active, 3)
}

Test.test("children do not run without one that waits for its next attempt") {
  for strategy in [:one_for_all, :rest_for_one] {
    let me = self()
    let failing = %{id: :b, start: fn() {
      if whereis(:sup_beyond_waiting) == nil {
        (:ok, spawn_link(SupervisorBeyondTest, :run, [me, :b]))
      } else { (:error, :closed) }
    }}
    let (:ok, sup) = Supervisor.start_link([child(me, :a), failing, child(me, :c)],
      strategy: strategy, backoff: (1, 3_600_000), max_restarts: 100)
    let [a, b, c] = List.map([:a, :b, :c]) { id in up(id) }
    register(:sup_beyond_waiting, me)
    b ! (:exit, :oops)
    Test.expect_eventually {
      match Map.get(Process.get_state(sup).delays, 1) {
        (attempts, _) -> attempts >= 2
        nil           -> false
      }
    }
    let states = for (_, pid, _, _) in Supervisor.which_children(sup) { pid }
    Test.expect_equal(states, [nil, :restarting, if strategy == :one_for_all { nil } else { a }])
    Test.expect_equal(Process.alive?(c), false)
    unregister(:sup_beyond_waiting)
    up(:b)
    up(:c)
    Test.expect_eventually { Supervisor.count_children(sup).active == 3 }
    Supervisor.stop(sup)
    Process.flush()
  }
}

Test.test("children of a dynamic supervisor wait each for itself") {
  let me = self()
  let (:ok, sup) = Supervisor.start_dynamic(backoff: (10, 20), max_restarts: 100,
    child: %{start: fn(id) { (:ok, spawn_link(SupervisorBeyondTest, :run, [me, id])) }})
  for id in 1..5 { Supervisor.start_child(sup, [id]) }
  for id in 1..5 {
    let (_, wait) = gap(up(id), id)
    Test.expect(wait >= 10_000)
  }
  Test.expect_equal(Supervisor.count_children(sup).active, 5)
}

Test.test("a supervisor that waits ends when it is told to") {
  let (:ok, sup) = Supervisor.start([child(self(), :a)], backoff: (3_600_000, 3_600_000))
  up(:a) ! (:exit, :oops)
  Test.expect_eventually { pid_of(sup, :a) == :restarting }
  Test.expect_equal(Supervisor.stop(sup), :ok)
}

# MARK: Names

# A child that leaves the name to a helper, which outlives it.
fn named_child(me, name) {
  %{id: :named, start: fn() {
    match whereis(name) {
      nil -> {
        let keeper = spawn {
          receive { :release -> :ok }
        }
        register(name, keeper)
        (:ok, spawn_link {
          me ! (:up, :named, self(), keeper)
          receive { (:exit, reason) -> exit(reason) }
        })
      }
      pid -> {
        me ! (:taken, pid)
        (:error, (:already_started, pid))
      }
    }
  }}
}

Test.test("a restart waits for the name to be free, which costs nothing") {
  for strategy in [:one_for_one, :one_for_all, :rest_for_one] {
    let (:ok, sup) = Supervisor.start_link([child(self(), :a), named_child(self(), :sup_beyond_name)],
      strategy: strategy, max_restarts: 1, max_seconds: 3_600)
    let (pid, keeper) = Test.expect_receive() { (:up, :named, pid, keeper) in (pid, keeper) }
    up(:a)
    pid ! (:exit, :oops)
    Test.expect_receive() { (:taken, ^keeper) in :ok }
    Test.expect_eventually { pid_of(sup, :named) == :restarting }
    Test.expect_equal(Supervisor.restart_child(sup, :named), (:error, :restarting))
    # There is only one attempt.
    Test.refute_receive(10) { (:taken, _) in true }
    keeper ! :release
    Test.expect_receive() { (:up, :named, _, _) in :ok }
    Test.expect(is_pid(pid_of(sup, :named)))
    Test.expect_equal(Supervisor.stop(sup), :ok)
    Test.expect_receive() { (:EXIT, ^sup, :normal) in :ok }
    exit(whereis(:sup_beyond_name), :kill)
    Test.expect_eventually { whereis(:sup_beyond_name) == nil }
    Process.flush()
  }
}

Test.test("a child that waits for its name can be stopped") {
  let (:ok, sup) = Supervisor.start_link([named_child(self(), :sup_beyond_stopped)])
  let (pid, keeper) = Test.expect_receive() { (:up, :named, pid, keeper) in (pid, keeper) }
  pid ! (:exit, :oops)
  Test.expect_receive() { (:taken, ^keeper) in :ok }
  Test.expect_eventually { pid_of(sup, :named) == :restarting }
  Test.expect_equal(Supervisor.terminate_child(sup, :named), :ok)
  Test.expect_eventually { Process.info(sup, :monitors) == [] }
  keeper ! :release
  Process.wait(keeper)
  Test.expect_equal(pid_of(sup, :named), nil)
  Test.expect_match(Supervisor.restart_child(sup, :named)) { (:ok, _) in :ok }
  let holder = whereis(:sup_beyond_stopped)
  exit(holder, :kill)
}

# MARK: Budgets

Test.test("a child with a budget of its own does not use up the supervisor's") {
  let flaky = Map.merge(child(self(), :flaky), %{max_restarts: 5, max_seconds: 3_600})
  let (:ok, sup) = Supervisor.start_link([child(self(), :a), flaky], max_restarts: 1, max_seconds: 3_600)
  let a = up(:a)
  for _ in 1..5 { up(:flaky) ! (:exit, :oops) }
  let last = up(:flaky)
  Test.expect_equal((pid_of(sup, :a), pid_of(sup, :flaky)), (a, last))
  let (:ok, spec) = Supervisor.get_child_spec(sup, :flaky)
  Test.expect_equal((spec.max_restarts, spec.max_seconds, spec.on_exceeded), (5, 3_600, :shutdown))
  last ! (:exit, :oops)
  Test.expect_equal(Test.expect_receive() { (:EXIT, ^sup, why) in why }, :shutdown)
}

Test.test("on_exceeded: :stop_child gives up only the child") {
  let flaky = Map.merge(child(self(), :flaky), %{max_restarts: 2, max_seconds: 3_600, on_exceeded: :stop_child})
  let (:ok, sup) = Supervisor.start_link([child(self(), :a), flaky], max_restarts: 0)
  let a = up(:a)
  for _ in 1..3 { up(:flaky) ! (:exit, :oops) }
  Test.expect_eventually { pid_of(sup, :flaky) == nil }
  Test.expect_equal(pid_of(sup, :a), a)
  Test.expect_match(Supervisor.restart_child(sup, :flaky)) { (:ok, _) in :ok }
  a ! (:exit, :oops)
  Test.expect_equal(Test.expect_receive() { (:EXIT, ^sup, why) in why }, :shutdown)
}

Test.test("children of a dynamic supervisor have budgets too, and are forgotten when given up") {
  let me = self()
  let (:ok, sup) = Supervisor.start_dynamic(max_restarts: 0, child: %{
    start: fn(id) { (:ok, spawn_link(SupervisorBeyondTest, :run, [me, id])) },
    max_restarts: 1, max_seconds: 3_600, on_exceeded: :stop_child,
  })
  for id in [1, 2] { Supervisor.start_child(sup, [id]) }
  up(1) ! (:exit, :oops)
  up(1) ! (:exit, :oops)
  Test.expect_eventually { length(Supervisor.which_children(sup)) == 1 }
  Test.expect_equal(Process.get_state(sup).budgets, %{})
  up(2) ! (:exit, :oops)
  up(2)
}

# MARK: Reports

Test.test("a supervisor that gives up says why, and what led there") {
  Events.subscribe(:supervisor, rate: :infinity)
  let (:ok, sup) = Supervisor.start_link([child(self(), :a), child(self(), :b)],
    name: :sup_beyond_report, max_restarts: 2, max_seconds: 3_600)
  up(:a) ! (:exit, :first)
  up(:a) ! (:exit, :second)
  let b = up(:b)
  up(:a)
  b ! (:exit, :third)
  let all = events(sup, :gave_up)
  let report = List.last(all)
  Test.expect_equal(report.why, (:restart_intensity, 2, 3_600))
  Test.expect_equal(List.map(report.history) { e in (e.id, e.reason) }, [(:a, :first), (:a, :second), (:b, :third)])
  Test.expect(List.all?(report.history) { e in is_integer(e.at) })
  Test.expect(String.contains?(report.title, "supervisor :sup_beyond_report gave up"))
  let told = List.map(all) { e in (e.event, Map.get(e, :id, nil), Map.get(e, :reason, nil)) }
  Test.expect_equal(List.filter(told) { (event, _, _) in event != :gave_up }, [
    (:child_started, :a, nil), (:child_started, :b, nil),
    (:child_terminated, :a, :first), (:child_started, :a, nil),
    (:child_terminated, :a, :second), (:child_started, :a, nil),
    (:child_terminated, :b, :third),
  ])
}

Test.test("children that fail to start or to stop are reported") {
  Events.subscribe(:supervisor, rate: :infinity)
  let me = self()
  let deaf = fn() {
    (:ok, spawn_link {
      Process.trap_exit()
      me ! (:up, :deaf, self(), 0)
      receive { :never -> :ok }
    })
  }
  let (:ok, sup) = Supervisor.start([%{id: :deaf, start: deaf, shutdown: 0}])
  Supervisor.start_child(sup, %{id: :bad, start: fn() { (:error, :no) }})
  sup ! :hello
  up(:deaf)
  Supervisor.stop(sup)
  let told = List.map(events(sup, :shutdown_error)) { e in (e.event, e.id, e.reason) }
  Test.expect_equal(told, [
    (:child_started, :deaf, nil), (:start_error, :bad, :no), (:unexpected_message, nil, :hello),
    (:shutdown_error, :deaf, :killed),
  ])
}

Test.test("the history of a long life is cut") {
  let (:ok, sup) = Supervisor.start_link([child(self(), :a)], max_restarts: 100, max_seconds: 3_600)
  Events.subscribe(:supervisor, rate: :infinity)
  # Plain receives: there are hundreds of events in the mailbox.
  for n in 1..101 { receive { (:up, :a, pid, _) -> pid ! (:exit, n) } }
  let report = List.last(events(sup, :gave_up))
  Test.expect_equal(List.map(report.history) { e in e.reason }, List.range(82, 101))
}

# A supervisor below is killed: its children are still ending, under their names, when it is started again.
Test.test("a restart waits for the names of a killed supervisor's children, and spends nothing") {
  Process.trap_exit()
  let inner = fn() {
    Supervisor.start_link([%{id: :named, start: fn() { Gen.start(:link, :beyond_nested, %{}, fn() { (:ok, fn() { Process.sleep(:infinity) }) }) }}])
  }
  let (:ok, outer) = Supervisor.start_link([
    %{id: :inner, start: inner, type: :supervisor},
  ], max_restarts: 1, max_seconds: 60)
  let [(_, below, _, _)] = Supervisor.which_children(outer)
  exit(below, :kill)
  Test.expect_eventually {
    match Supervisor.which_children(outer) {
      [(_, pid, _, _)] -> is_pid(pid) and pid != below
      _                -> false
    }
  }
  Test.expect(Process.alive?(whereis(:beyond_nested)))
  Supervisor.stop(outer)
}
