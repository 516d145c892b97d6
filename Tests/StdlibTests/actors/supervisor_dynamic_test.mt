# Dynamic supervisors: children of one kind, in any number.
# OTP's cases of supervisor_SUITE (there: simple_one_for_one) are named in the comments.

module SupervisorDynamicTest {
  fn child(me, n) { child(me, n, nil) }
  fn child(me, n, info) {
    let pid = spawn_link(SupervisorDynamicTest, :run, [me, n])
    if info == nil { (:ok, pid) } else { (:ok, pid, info) }
  }
  fn run(me, n) {
    me ! (:up, n, self())
    receive { (:exit, reason) -> exit(reason) }
  }
  fn plain(_) { (:ok, spawn_link(SupervisorDynamicTest, :wait, [])) }
  fn wait() { receive { (:exit, reason) -> exit(reason) } }
}

fn template(me) { %{start: (SupervisorDynamicTest, :child, [me])} }

fn up(n) { Test.expect_receive() { (:up, ^n, pid) in pid } }

fn pids(sup) { for (nil, pid, _, _) in Supervisor.which_children(sup) { pid } }

Test.setup { Process.trap_exit() }

# child_adm_simple
Test.test("each answer of a dynamic supervisor") {
  let (:ok, sup) = Supervisor.start_dynamic(child: template(self()))
  Test.expect_equal(Supervisor.which_children(sup), [])
  Test.expect_equal(Supervisor.count_children(sup), %{specs: 1, active: 0, supervisors: 0, workers: 0})
  let (:ok, one) = Supervisor.start_child(sup, [1])
  Test.expect_equal(up(1), one)
  Test.expect_equal(Supervisor.which_children(sup), [(nil, one, :worker, [SupervisorDynamicTest])])
  let (:ok, two, :more) = Supervisor.start_child(sup, [2, :more])
  Test.expect_equal(List.sort(pids(sup)), List.sort([one, two]))
  Test.expect_equal(Supervisor.count_children(sup), %{specs: 1, active: 2, supervisors: 0, workers: 2})

  for request in [:terminate_child, :restart_child, :delete_child] {
    Test.expect_equal(apply(Supervisor, request, [sup, :some_id]), (:error, :simple_one_for_one))
  }
  for request in [:restart_child, :delete_child] {
    Test.expect_equal(apply(Supervisor, request, [sup, one]), (:error, :simple_one_for_one))
  }
  Test.expect_equal(Supervisor.terminate_child(sup, self()), (:error, :not_found))
  Test.expect_equal(Supervisor.get_child_spec(sup, self()), (:error, :not_found))
  let (:ok, spec) = Supervisor.get_child_spec(sup, one)
  Test.expect_equal(spec.start, (SupervisorDynamicTest, :child, [self(), 1]))

  Test.expect_equal(Supervisor.terminate_child(sup, one), :ok)
  Test.expect_equal(Process.alive?(one), false)
  Test.expect_equal(Supervisor.terminate_child(sup, one), (:error, :not_found))
  Test.expect_equal(pids(sup), [two])
}

# sup_start_child_returns_error_simple, sup_start_ignore_temporary_child_start_child_simple
Test.test("children that do not start are not kept") {
  let start = fn(result) { result }
  let (:ok, sup) = Supervisor.start_dynamic(child: %{start: start})
  Test.expect_equal(Supervisor.start_child(sup, [:ignore]), (:ok, nil))
  Test.expect_equal(Supervisor.start_child(sup, [(:error, :no)]), (:error, :no))
  Test.expect_equal(Supervisor.start_child(sup, [:junk]), (:error, :junk))
  Test.expect_equal(Supervisor.start_child(sup, fn() { throw(:ball) }), (:error, :ball))
  Test.expect_match(Supervisor.start_child(sup, fn() { raise(:oops) })) {
    (:error, (:EXIT, (:oops, [_ | _]))) in :ok
  }
  Test.expect_match(Supervisor.start_child(sup, [1, 2])) { (:error, (:EXIT, ((:badarity, _), _))) in :ok }
  Test.expect_equal(Supervisor.which_children(sup), [])
}

# simple_one_for_one_corruption: what start_child is given cannot harm the supervisor.
Test.test("nonsense is refused") {
  let (:ok, sup) = Supervisor.start_dynamic(child: template(self()))
  for nonsense in [:nonsense, 5, "text", (1, 2), (:a, :b, :c)] {
    Test.expect_equal(Supervisor.start_child(sup, nonsense), (:error, (:invalid_start, nonsense)))
  }
  Test.expect_match(Supervisor.start_child(sup, [1 | 2])) { (:error, (:EXIT, (:badarg, _))) in :ok }
  Test.expect_equal(Supervisor.start_child(sup, %{start: 5}), (:error, (:invalid_start, 5)))
  Test.expect_equal(Supervisor.start_child(sup, %{restart: :often}), (:error, (:invalid_restart_type, :often)))
  Test.expect_equal(Supervisor.which_children(sup), [])
  let (:ok, bare) = Supervisor.start_dynamic()
  Test.expect_equal(Supervisor.start_child(bare, [1]), (:error, (:invalid_start, [1])))
  Test.expect_equal(Supervisor.start_child(bare, %{}), (:error, :missing_start))
}

Test.test("children with a start of their own") {
  let me = self()
  let (:ok, sup) = Supervisor.start_dynamic()
  let (:ok, a) = Supervisor.start_child(sup, fn() { SupervisorDynamicTest.child(me, :a) })
  let (:ok, b) = Supervisor.start_child(sup, (SupervisorDynamicTest, :child, [me, :b]))
  let (:ok, c) = Supervisor.start_child(sup,
    %{start: fn() { SupervisorDynamicTest.child(me, :c) }, restart: :temporary, type: :supervisor})
  Test.expect_equal((up(:a), up(:b), up(:c)), (a, b, c))
  Test.expect_equal(Supervisor.count_children(sup), %{specs: 3, active: 3, supervisors: 1, workers: 2})
  for pid in [a, b, c] { pid ! (:exit, :oops) }
  Test.expect_equal(List.sort([up(:a), up(:b)]), List.sort(pids(sup)))
}

Test.test("faulty templates") {
  let refused = fn(template) {
    let (:error, why) = Supervisor.start_dynamic(child: template)
    Test.expect_receive() { (:EXIT, _, ^why) in why }
  }
  Test.expect_equal(refused(%{start: 5}), (:start_spec, (:invalid_start, 5)))
  Test.expect_equal(refused(%{restart: 5}), (:start_spec, (:invalid_restart_type, 5)))
  let (:error, why) = Supervisor.start([%{id: :a}], strategy: :dynamic)
  Test.expect_equal(why, (:bad_start_spec, [%{id: :a}]))
}

# simple_one_for_one
Test.test("each child is started again alone, with its arguments") {
  let (:ok, sup) = Supervisor.start_dynamic(child: template(self()))
  let (:ok, _) = Supervisor.start_child(sup, [1])
  let (:ok, two, _) = Supervisor.start_child(sup, [2, :info])
  up(1) ! (:exit, :oops)
  let new = up(1)
  Test.expect_equal(List.sort(pids(sup)), List.sort([new, two]))
  up(2) ! (:exit, :normal)
  let again = up(2)
  Test.expect_equal(List.sort(pids(sup)), List.sort([new, again]))
}

Test.test("transient and temporary children that are over are forgotten") {
  let ends = [(:transient, :normal), (:transient, (:shutdown, :x)), (:temporary, :normal), (:temporary, :oops)]
  for (restart, reason) in ends {
    let (:ok, sup) = Supervisor.start_dynamic(child: Map.put(template(self()), :restart, restart))
    let (:ok, pid) = Supervisor.start_child(sup, [1])
    up(1) ! (:exit, reason)
    Process.wait(pid)
    Test.expect_eventually { Supervisor.which_children(sup) == [] }
    Test.refute_receive(0) { (:up, _, _) in true }
  }
}

# simple_one_for_one_escalation
Test.test("too many restarts end a dynamic supervisor") {
  let (:ok, sup) = Supervisor.start_dynamic(child: template(self()), max_restarts: 1, max_seconds: 3_600)
  Supervisor.start_child(sup, [1])
  Supervisor.start_child(sup, [2])
  let ref = monitor(up(2))
  up(1) ! (:exit, :oops)
  up(1) ! (:exit, :oops)
  Test.expect_equal(Test.expect_receive() { (:EXIT, ^sup, why) in why }, :shutdown)
  Test.expect_equal(Test.expect_receive() { (:DOWN, ^ref, _, _, why) in why }, :shutdown)
}

# hanging_restart_loop_simple
Test.test("a child that does not start again can be stopped by its old pid") {
  let me = self()
  let start = fn() {
    match whereis(:sup_dynamic_closed) {
      nil -> SupervisorDynamicTest.plain(1)
      _   -> (:error, :closed)
    }
  }
  let (:ok, sup) = Supervisor.start_dynamic(max_restarts: :infinity)
  let (:ok, pid) = Supervisor.start_child(sup, start)
  register(:sup_dynamic_closed, me)
  pid ! (:exit, :oops)
  Test.expect_eventually { pids(sup) == [:restarting] }
  Test.expect_equal(Supervisor.count_children(sup), %{specs: 1, active: 0, supervisors: 0, workers: 1})
  Test.expect_equal(Supervisor.terminate_child(sup, pid), :ok)
  Test.expect_equal(Supervisor.which_children(sup), [])
}

# simple_one_for_one_shutdown, sup_stop_timeout_dynamic, sup_stop_brutal_kill_dynamic
Test.test("children are stopped as their specification says, all at once") {
  let me = self()
  let deaf = fn(n) {
    (:ok, spawn_link {
      Process.trap_exit()
      me ! (:up, n, self())
      receive { :never -> :ok }
    })
  }
  let stopped = fn(template, shutdown) {
    let (:ok, sup) = Supervisor.start([], strategy: :dynamic, child: Map.put(template, :shutdown, shutdown))
    for n in 1..10 { Supervisor.start_child(sup, [n]) }
    let refs = for n in 1..10 { monitor(up(n)) }
    Test.expect_equal(Supervisor.stop(sup), :ok)
    List.uniq(for ref in refs { Test.expect_receive() { (:DOWN, ^ref, _, _, why) in why } })
  }
  Test.expect_equal(stopped(template(me), 60_000), [:shutdown])
  Test.expect_equal(stopped(template(me), :infinity), [:shutdown])
  Test.expect_equal(stopped(template(me), :brutal_kill), [:killed])
  Test.expect_equal(stopped(%{start: deaf}, 20), [:killed])
  Test.expect_equal(stopped(%{start: deaf}, :brutal_kill), [:killed])
}

# sup_stop_non_shutdown_exit_dynamic
Test.test("children that end for reasons of their own while they are stopped") {
  let me = self()
  let start = fn(n) {
    (:ok, spawn_link {
      Process.trap_exit()
      me ! (:up, n, self())
      receive { (:EXIT, _, :shutdown) -> exit((:oops, n)) }
    })
  }
  let (:ok, sup) = Supervisor.start([], strategy: :dynamic, child: %{start: start})
  for n in 1..5 { Supervisor.start_child(sup, [n]) }
  let refs = for n in 1..5 { (n, monitor(up(n))) }
  Test.expect_equal(Supervisor.stop(sup), :ok)
  for (n, ref) in refs { Test.expect_receive() { (:DOWN, ^ref, _, _, (:oops, ^n)) in :ok } }
}

Test.test("children with different times to end") {
  let me = self()
  let deaf = fn(n) {
    (:ok, spawn_link {
      Process.trap_exit()
      me ! (:up, n, self())
      receive { (:EXIT, _, :shutdown) when n == :good -> exit(:shutdown) }
    })
  }
  let (:ok, sup) = Supervisor.start([], strategy: :dynamic)
  for (n, ms) in [(1, 10), (2, 30), (3, :brutal_kill), (:good, :infinity)] {
    Supervisor.start_child(sup, %{start: fn() { deaf(n) }, shutdown: ms})
  }
  let refs = for n in [1, 2, 3, :good] { monitor(up(n)) }
  Supervisor.stop(sup)
  Test.expect_equal(for ref in refs { Test.expect_receive() { (:DOWN, ^ref, _, _, why) in why } },
    [:killed, :killed, :killed, :shutdown])
}

Test.test("max_children") {
  let (:ok, sup) = Supervisor.start_dynamic(child: template(self()), max_children: 2)
  let (:ok, one) = Supervisor.start_child(sup, [1])
  let (:ok, _) = Supervisor.start_child(sup, [2])
  Test.expect_equal(Supervisor.start_child(sup, [3]), (:error, :max_children))
  Supervisor.terminate_child(sup, one)
  Test.expect_match(Supervisor.start_child(sup, [3])) { (:ok, _) in :ok }
}

Test.test("a dynamic supervisor from a module, and significant children") {
  let child = Map.merge(template(self()), %{restart: :temporary, significant: true})
  let (:ok, sup) = Supervisor.start_dynamic(child: child, auto_shutdown: :all_significant)
  Supervisor.start_child(sup, [1])
  Supervisor.start_child(sup, [2])
  let one = up(1)
  one ! (:exit, :normal)
  Process.wait(one)
  Test.expect_eventually { length(Supervisor.which_children(sup)) == 1 }
  up(2) ! (:exit, :oops)
  Test.expect_equal(Test.expect_receive() { (:EXIT, ^sup, why) in why }, :shutdown)
}

# scale_start_stop_many_children
Test.test("many children come, fail and go") {
  let (:ok, sup) = Supervisor.start([], strategy: :dynamic, max_restarts: :infinity,
    child: %{start: (SupervisorDynamicTest, :plain, []), restart: :transient})
  let start = fn(n) {
    let (:ok, pid) = Supervisor.start_child(sup, [n])
    pid
  }
  let first = List.map(List.range(1, 400), start)
  Test.expect_equal(Supervisor.count_children(sup).active, 400)
  for pid in List.take(first, 100) { pid ! (:exit, :oops) }
  for pid in List.drop(first, 300) { pid ! (:exit, :normal) }
  Test.expect_eventually { Supervisor.count_children(sup) == %{specs: 1, active: 300, supervisors: 0, workers: 300} }
  let refs = for pid in pids(sup) { monitor(pid) }
  Test.expect_equal(Supervisor.stop(sup), :ok)
  for ref in refs { Test.expect_receive() { (:DOWN, ^ref, _, _, _) in :ok } }
}
