# Starting supervisors: what is accepted, what is refused and what the starter hears.
# OTP's cases of supervisor_SUITE are named in the comments.

module SupervisorStartTest {
  fn init((:give, value)) { value }
  fn init((:raise, reason)) { raise(reason) }
  fn init((:throw, value)) { throw(value) }
  fn init((:exit, reason)) { exit(reason) }

  fn child() { (:ok, spawn_link(SupervisorStartTest, :wait, [])) }
  fn wait() { receive { :never -> :ok } }
}

fn good() { %{id: :good, start: (SupervisorStartTest, :child, [])} }

# The result of a start that fails, and the exit signal that comes with it.
fn refused(start) {
  let (:error, why) = start()
  let signal = Test.expect_receive() { (:EXIT, _, reason) in reason }
  Test.expect_equal(signal, why)
  why
}

fn refused_child(spec) { refused(fn() { Supervisor.start_link([spec]) }) }

Test.setup { Process.trap_exit() }

Test.test("children and counts of a new supervisor") {
  let (:ok, sup) = Supervisor.start_link([good()])
  let [(:good, pid, :worker, [SupervisorStartTest])] = Supervisor.which_children(sup)
  Test.expect(Process.alive?(pid))
  Test.expect_equal(Supervisor.count_children(sup), %{specs: 1, active: 1, supervisors: 0, workers: 1})
}

Test.test("a module describes a supervisor") {
  let described = (:ok, ([good()], %{strategy: :one_for_all, max_restarts: 1}))
  let (:ok, sup) = Supervisor.start_link(SupervisorStartTest, (:give, described), name: :sup_start_module)
  Test.expect_equal(whereis(:sup_start_module), sup)
  Test.expect_equal(Process.get_state(sup).strategy, :one_for_all)
  Test.expect_equal(Process.get_state(sup).max_restarts, 1)
  let (:ok, other) = Supervisor.start(SupervisorStartTest, (:give, described))
  Test.expect_equal(length(Supervisor.which_children(other)), 1)
  Test.expect_equal(Supervisor.stop(other), :ok)
}

# sup_start_ignore_init
Test.test("init may give :ignore") {
  Test.expect_equal(Supervisor.start_link(SupervisorStartTest, (:give, :ignore)), :ignore)
}

# sup_start_error_return
Test.test("a result of init that is none is a bad return") {
  let why = refused(fn() { Supervisor.start_link(SupervisorStartTest, (:give, :nonsense)) })
  Test.expect_equal(why, (:bad_return, (SupervisorStartTest, :init, :nonsense)))
  let thrown = refused(fn() { Supervisor.start_link(SupervisorStartTest, (:throw, :nonsense)) })
  Test.expect_equal(thrown, (:bad_return, (SupervisorStartTest, :init, :nonsense)))
  let flags = refused(fn() { Supervisor.start_link(SupervisorStartTest, (:give, (:ok, ([], [])))) })
  Test.expect_equal(flags, (:supervisor_data, (:invalid_type, [])))
}

Test.test("init may exit") {
  let why = refused(fn() { Supervisor.start_link(SupervisorStartTest, (:exit, :tired)) })
  Test.expect_equal(why, :tired)
}

# sup_start_fail: the name is free when the starter hears of the failure.
Test.test("a supervisor that does not start leaves no name and no process") {
  let me = self()
  let child = fn() {
    let pid = spawn_link(SupervisorStartTest, :wait, [])
    me ! (:started, pid)
    (:ok, pid)
  }
  for _ in 1..3 {
    let why = refused(fn() {
      Supervisor.start_link([
        %{id: :a, start: child},
        %{id: :b, start: fn() { (:error, :no) }},
        %{id: :c, start: child},
      ], name: :sup_start_failing)
    })
    Test.expect_equal(why, (:shutdown, (:failed_to_start_child, :b, :no)))
    Test.expect_equal(whereis(:sup_start_failing), nil)
    let first = Test.expect_receive() { (:started, pid) in pid }
    Test.expect_equal(Process.alive?(first), false)
    Test.refute_receive(0) { (:started, _) in true }
  }
}

Test.test("a taken name is told with its holder") {
  let (:ok, sup) = Supervisor.start_link([], name: :sup_start_twice)
  Test.expect_equal(Supervisor.start_link([], name: :sup_start_twice), (:error, (:already_started, sup)))
  Test.expect_equal(Supervisor.start([], name: :sup_start_twice), (:error, (:already_started, sup)))
}

# sup_start_ignore_child
Test.test("a child that gives :ignore is kept without a process") {
  let (:ok, sup) = Supervisor.start_link([good(), %{id: :idle, start: fn() { :ignore }}])
  let [(:idle, nil, :worker, []), (:good, _, :worker, _)] = Supervisor.which_children(sup)
  Test.expect_equal(Supervisor.count_children(sup), %{specs: 2, active: 1, supervisors: 0, workers: 2})
  let later = Supervisor.start_child(sup, %{id: :later, start: fn() { :ignore }})
  Test.expect_equal(later, (:ok, nil))
  Test.expect_equal(Supervisor.count_children(sup).specs, 3)
}

# sup_start_ignore_temporary_child, sup_start_ignore_temporary_child_start_child
Test.test("a temporary child that gives :ignore is not kept") {
  let idle = %{id: :idle, start: fn() { :ignore }, restart: :temporary}
  let (:ok, sup) = Supervisor.start_link([idle, good()])
  Test.expect_match(Supervisor.which_children(sup)) { [(:good, _, _, _)] in :ok }
  Test.expect_equal(Supervisor.start_child(sup, idle), (:ok, nil))
  Test.expect_equal(Supervisor.count_children(sup).specs, 1)
}

# sup_start_child_returns_error
Test.test("a child that does not start at the beginning") {
  let failed = fn(start) { refused_child(%{id: :bad, start: start}) }
  Test.expect_equal(failed(fn() { (:error, :no) }), (:shutdown, (:failed_to_start_child, :bad, :no)))
  Test.expect_equal(failed(fn() { :junk }), (:shutdown, (:failed_to_start_child, :bad, :junk)))
  Test.expect_equal(failed(fn() { (:ok, :no_pid) }),
    (:shutdown, (:failed_to_start_child, :bad, (:ok, :no_pid))))
  Test.expect_equal(failed(fn() { exit(:out) }),
    (:shutdown, (:failed_to_start_child, :bad, (:EXIT, :out))))
  Test.expect_match(failed(fn() { raise(:oops) })) {
    (:shutdown, (:failed_to_start_child, :bad, (:EXIT, (:oops, [_ | _])))) in :ok
  }
  Test.expect_equal(failed(fn() { throw(:ball) }), (:shutdown, (:failed_to_start_child, :bad, :ball)))
}

# sup_start_map
Test.test("what a specification leaves out") {
  let start = (SupervisorStartTest, :child, [])
  let (:ok, sup) = Supervisor.start_link([
    %{id: :worker, start: start},
    %{id: :boss, start: start, type: :supervisor},
    %{id: :full, start: start, restart: :transient, shutdown: 10, modules: :dynamic},
    %{id: :closure, start: fn() { :ignore }},
  ])
  let (:ok, worker) = Supervisor.get_child_spec(sup, :worker)
  Test.expect_equal(worker, %{
    id: :worker, start: start, restart: :permanent, shutdown: 5_000, type: :worker,
    significant: false, modules: [SupervisorStartTest],
  })
  let (:ok, boss) = Supervisor.get_child_spec(sup, :boss)
  Test.expect_equal((boss.shutdown, boss.type), (:infinity, :supervisor))
  let (:ok, full) = Supervisor.get_child_spec(sup, :full)
  Test.expect_equal((full.restart, full.shutdown, full.modules), (:transient, 10, :dynamic))
  let (:ok, closure) = Supervisor.get_child_spec(sup, :closure)
  Test.expect_equal(closure.modules, [])
  Test.expect_equal(Supervisor.get_child_spec(sup, :nobody), (:error, :not_found))
}

# sup_start_map_faulty_specs, child_specs
Test.test("faulty specifications") {
  let start = (SupervisorStartTest, :child, [])
  let wrong = fn(spec, why) {
    Test.expect_equal(refused_child(spec), (:start_spec, why))
    Test.expect_equal(Supervisor.check_child_specs([spec]), (:error, why))
    let (:ok, sup) = Supervisor.start_link([])
    Test.expect_equal(Supervisor.start_child(sup, spec), (:error, why))
    Test.expect_equal(Supervisor.which_children(sup), [])
  }
  wrong(%{start: start}, :missing_id)
  wrong(%{id: :a}, :missing_start)
  wrong(:nonsense, (:invalid_child_spec, :nonsense))
  wrong((:a, start), (:invalid_child_spec, (:a, start)))
  wrong(%{id: :a, start: (SupervisorStartTest, :child)}, (:invalid_start, (SupervisorStartTest, :child)))
  wrong(%{id: :a, start: :child}, (:invalid_start, :child))
  wrong(%{id: :a, start: start, restart: :sometimes}, (:invalid_restart_type, :sometimes))
  wrong(%{id: :a, start: start, shutdown: -1}, (:invalid_shutdown, -1))
  wrong(%{id: :a, start: start, shutdown: :soon}, (:invalid_shutdown, :soon))
  wrong(%{id: :a, start: start, type: :boss}, (:invalid_child_type, :boss))
  wrong(%{id: :a, start: start, modules: Mod}, (:invalid_modules, Mod))
  wrong(%{id: :a, start: start, modules: [1]}, (:invalid_modules, [1]))
  wrong(%{id: :a, start: start, significant: :very}, (:invalid_significant, :very))
  wrong(%{id: :a, start: start, backoff: 5}, (:invalid_backoff, 5))
  wrong(%{id: :a, start: start, backoff: (5, 1)}, (:invalid_backoff, (5, 1)))
  wrong(%{id: :a, start: start, max_restarts: -1}, (:invalid_max_restarts, -1))
  wrong(%{id: :a, start: start, max_restarts: 1, max_seconds: 0}, (:invalid_max_seconds, 0))
  wrong(%{id: :a, start: start, on_exceeded: :shrug}, (:invalid_on_exceeded, :shrug))
}

Test.test("an id may be used once, and unknown keys do not matter") {
  let why = refused(fn() { Supervisor.start_link([good(), good()]) })
  Test.expect_equal(why, (:start_spec, (:duplicate_child_name, :good)))
  let (:ok, sup) = Supervisor.start_link([Map.put(good(), :colour, :red)])
  Test.expect_equal(Supervisor.count_children(sup).active, 1)
}

# significant_* (combinations)
Test.test("significant children need a supervisor that heeds them and an end") {
  let combination = fn(options, restart) {
    Supervisor.start_link([Map.merge(good(), %{significant: true, restart: restart})], options)
  }
  let never = (:start_spec, (:bad_combination, [(:auto_shutdown, :never), (:significant, true)]))
  let permanent = (:start_spec, (:bad_combination, [(:restart, :permanent), (:significant, true)]))
  Test.expect_equal(refused(fn() { combination(%{}, :transient) }), never)
  Test.expect_equal(refused(fn() { combination(%{auto_shutdown: :any_significant}, :permanent) }), permanent)
  Test.expect_match(combination(%{auto_shutdown: :any_significant}, :transient)) { (:ok, _) in :ok }
  Test.expect_match(combination(%{auto_shutdown: :all_significant}, :temporary)) { (:ok, _) in :ok }
}

# sup_flags
Test.test("faulty options") {
  let wrong = fn(options, why) {
    Test.expect_equal(refused(fn() { Supervisor.start_link([], options) }), (:supervisor_data, why))
    let described = (:give, (:ok, ([], options)))
    Test.expect_equal(refused(fn() { Supervisor.start_link(SupervisorStartTest, described) }),
      (:supervisor_data, why))
  }
  wrong(%{strategy: :one_for_none}, (:invalid_strategy, :one_for_none))
  wrong(%{max_restarts: -1}, (:invalid_max_restarts, -1))
  wrong(%{max_restarts: 1.5}, (:invalid_max_restarts, 1.5))
  wrong(%{max_seconds: 0}, (:invalid_max_seconds, 0))
  wrong(%{max_seconds: :infinity}, (:invalid_max_seconds, :infinity))
  wrong(%{auto_shutdown: true}, (:invalid_auto_shutdown, true))
  wrong(%{backoff: 100}, (:invalid_backoff, 100))
  wrong(%{backoff: (-1, 5)}, (:invalid_backoff, (-1, 5)))
  wrong(%{max_children: :many}, (:invalid_max_children, :many))
  wrong(%{child: []}, (:invalid_child, []))
  wrong(%{max_restart: 5}, (:unknown_option, :max_restart))
  Test.expect_equal(Supervisor.start_link([], []), (:error, (:supervisor_data, (:invalid_type, []))))
}

Test.test("options that were not given") {
  let (:ok, sup) = Supervisor.start_link([])
  let state = Process.get_state(sup)
  Test.expect_equal((state.strategy, state.max_restarts, state.max_seconds, state.auto_shutdown),
    (:one_for_one, 3, 5, :never))
}

Test.test("a start that takes too long is given up") {
  let slow = %{id: :slow, start: fn() { receive { :never -> :ok } }}
  let (:error, why) = Supervisor.start([slow], name: :sup_start_slow, timeout: 10)
  Test.expect_equal(why, :timeout)
  Test.expect_equal(whereis(:sup_start_slow), nil)
}

Test.test("a supervisor ends with stop, after its children") {
  let (:ok, sup) = Supervisor.start([good()])
  let [(_, child, _, _)] = Supervisor.which_children(sup)
  let ref = monitor(child)
  Test.expect_equal(Supervisor.stop(sup, :shutdown, 60_000), :ok)
  Test.expect_equal(Test.expect_receive() { (:DOWN, ^ref, _, _, why) in why }, :shutdown)
  Test.expect_raise((:exit, (:noproc, (Supervisor, :stop, [sup, :normal, :infinity])))) { Supervisor.stop(sup) }
}

Test.test("requests of a supervisor that is not there") {
  let (:ok, sup) = Supervisor.start([])
  Supervisor.stop(sup)
  Test.expect_raise((:exit, (:noproc, (Supervisor, :which_children, [sup])))) {
    Supervisor.which_children(sup)
  }
}

Test.test("unknown messages and requests do not harm") {
  let (:ok, sup) = Supervisor.start_link([good()])
  let before = Supervisor.which_children(sup)
  sup ! :nonsense
  sup ! (:EXIT, self(), :not_a_signal_of_a_child)
  Test.expect_receive() { (:EXIT, ^sup, :not_a_signal_of_a_child) in :ok }
  let (:ok, other) = Supervisor.start([good()])
  let children = Supervisor.which_children(other)
  other ! :nonsense
  other ! (:EXIT, spawn { :ok }, :oops)
  other ! (:DOWN, make_ref(), :process, self(), :oops)
  other ! (:timeout, make_ref(), (:"$restart", 0))
  GenServer.cast(other, :nonsense)
  exit(other, :please)
  Test.expect_equal(Gen.call(other, :nonsense, :infinity, :me), (:error, (:unknown_request, :nonsense)))
  Test.expect_equal(Supervisor.which_children(other), children)
  Supervisor.stop(other)
  Test.expect_equal(length(before), 1)
}
