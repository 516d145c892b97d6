# Starting, stopping, restarting and forgetting children by request, and asking about them.
# OTP's cases of supervisor_SUITE are named in the comments.

module SupervisorChildrenTest {
  fn child() { (:ok, spawn_link(SupervisorChildrenTest, :wait, [])) }
  fn child_with(info) { (:ok, spawn_link(SupervisorChildrenTest, :wait, []), info) }
  fn big(_arguments) { child() }
  fn wait() { receive { (:exit, reason) -> exit(reason) } }
}

fn good(id) { %{id: id, start: (SupervisorChildrenTest, :child, [])} }

fn pid_of(sup, id) {
  let (_, pid, _, _) = List.find(Supervisor.which_children(sup)) { child in elem(child, 0) == id }
  pid
}

# A start function that fails as long as the process `gate` says so.
fn gated(gate) {
  fn() {
    let ref = make_ref()
    gate ! (:may_i, self(), ref)
    receive {
      (^ref, :yes) -> SupervisorChildrenTest.child()
      (^ref, no)   -> no
    }
  }
}

fn gate(answer) {
  receive {
    (:may_i, pid, ref) -> {
      pid ! (ref, answer)
      gate(answer)
    }
    (:now, next) -> gate(next)
  }
}

Test.setup { Process.trap_exit() }

# child_adm
Test.test("each answer to starting, stopping, restarting and deleting a child") {
  let (:ok, sup) = Supervisor.start_link([])
  Test.expect_equal(Supervisor.which_children(sup), [])
  Test.expect_equal(Supervisor.count_children(sup), %{specs: 0, active: 0, supervisors: 0, workers: 0})

  let (:ok, pid) = Supervisor.start_child(sup, good(:a))
  Test.expect_equal(Supervisor.which_children(sup), [(:a, pid, :worker, [SupervisorChildrenTest])])
  Test.expect_equal(Supervisor.start_child(sup, good(:a)), (:error, (:already_started, pid)))
  Test.expect_equal(Supervisor.restart_child(sup, :a), (:error, :running))
  Test.expect_equal(Supervisor.delete_child(sup, :a), (:error, :running))

  Test.expect_equal(Supervisor.terminate_child(sup, :a), :ok)
  Test.expect_equal(Process.alive?(pid), false)
  Test.expect_equal(Supervisor.terminate_child(sup, :a), :ok)
  Test.expect_equal(Supervisor.which_children(sup), [(:a, nil, :worker, [SupervisorChildrenTest])])
  Test.expect_equal(Supervisor.count_children(sup), %{specs: 1, active: 0, supervisors: 0, workers: 1})
  Test.expect_equal(Supervisor.start_child(sup, good(:a)), (:error, :already_present))

  let (:ok, again) = Supervisor.restart_child(sup, :a)
  Test.expect_equal(pid_of(sup, :a), again)
  Test.expect_equal(Supervisor.terminate_child(sup, :a), :ok)
  Test.expect_equal(Supervisor.delete_child(sup, :a), :ok)
  Test.expect_equal(Supervisor.which_children(sup), [])

  for request in [:terminate_child, :restart_child, :delete_child, :get_child_spec] {
    Test.expect_equal(apply(Supervisor, request, [sup, :a]), (:error, :not_found))
    Test.expect_equal(apply(Supervisor, request, [sup, again]), (:error, :not_found))
  }
  let (:ok, new) = Supervisor.start_child(sup, good(:a))
  Test.expect(new != again)
}

Test.test("a temporary child is forgotten when it is stopped") {
  let (:ok, sup) = Supervisor.start_link([Map.put(good(:a), :restart, :temporary)])
  Test.expect_equal(Supervisor.terminate_child(sup, :a), :ok)
  Test.expect_equal(Supervisor.which_children(sup), [])
  Test.expect_equal(Supervisor.restart_child(sup, :a), (:error, :not_found))
}

# extra_return
Test.test("what a start adds to its result reaches the starter") {
  let spec = %{id: :a, start: (SupervisorChildrenTest, :child_with, [:more])}
  let (:ok, sup) = Supervisor.start_link([spec])
  let first = pid_of(sup, :a)
  Test.expect(is_pid(first))
  Supervisor.terminate_child(sup, :a)
  let (:ok, second, :more) = Supervisor.restart_child(sup, :a)
  Test.expect_equal(pid_of(sup, :a), second)
  let ref = monitor(second)
  second ! (:exit, :oops)
  Test.expect_receive() { (:DOWN, ^ref, _, _, :oops) in :ok }
  Test.expect_eventually {
    let third = pid_of(sup, :a)
    is_pid(third) and third != second
  }
  Supervisor.terminate_child(sup, :a)
  Supervisor.delete_child(sup, :a)
  Test.expect_match(Supervisor.start_child(sup, spec)) { (:ok, _, :more) in :ok }
}

# sup_start_child_returns_error, sup_start_restart_child_returns_error
Test.test("a child that does not start by request") {
  let (:ok, sup) = Supervisor.start_link([])
  let spec = %{id: :a, start: fn() { (:error, :no) }}
  let (:error, (:no, shown)) = Supervisor.start_child(sup, spec)
  Test.expect_equal(shown.id, :a)
  Test.expect_equal(Supervisor.which_children(sup), [])
  Test.expect_match(Supervisor.start_child(sup, %{id: :a, start: fn() { :junk }})) {
    (:error, (:junk, %{id: :a})) in :ok
  }
  Test.expect_match(Supervisor.start_child(sup, %{id: :a, start: fn() { raise(:oops) }})) {
    (:error, ((:EXIT, (:oops, _)), %{id: :a})) in :ok
  }
  let taken = (:error, (:already_started, self()))
  Test.expect_match(Supervisor.start_child(sup, %{id: :a, start: fn() { taken }})) {
    (:error, ((:already_started, _), %{id: :a})) in :ok
  }
  Test.expect_equal(Supervisor.count_children(sup).specs, 0)

  let keeper = spawn_link { gate(:yes) }
  let (:ok, _) = Supervisor.start_child(sup, %{id: :b, start: gated(keeper)})
  Supervisor.terminate_child(sup, :b)
  for answer in [(:error, :closed), :junk, :ignore] {
    keeper ! (:now, answer)
    let expected = match answer {
      (:error, _) -> answer
      :ignore     -> (:ok, nil)
      other       -> (:error, other)
    }
    Test.expect_equal(Supervisor.restart_child(sup, :b), expected)
    Test.expect_equal(pid_of(sup, :b), nil)
  }
  keeper ! (:now, :yes)
  Test.expect_match(Supervisor.restart_child(sup, :b)) { (:ok, _) in :ok }
}

# order_of_children
Test.test("children start in order, stop in the opposite order, and are listed the latest first") {
  let me = self()
  let child = fn(id) {
    %{id: id, start: fn() {
      me ! (:start, id)
      (:ok, spawn_link {
        Process.trap_exit()
        me ! (:ready, id)
        receive { (:EXIT, _, :shutdown) -> me ! (:stop, id) }
      })
    }}
  }
  let (:ok, sup) = Supervisor.start([child(:a), child(:b), child(:c)])
  let (:ok, _) = Supervisor.start_child(sup, child(:d))
  for id in [:a, :b, :c, :d] { Test.expect_receive() { (:ready, ^id) in :ok } }
  Test.expect_equal(for (id, _, _, _) in Supervisor.which_children(sup) { id }, [:d, :c, :b, :a])
  # Stopping and starting again does not change a child's place.
  Supervisor.terminate_child(sup, :b)
  Supervisor.restart_child(sup, :b)
  Test.expect_receive() { (:ready, :b) in :ok }
  Test.expect_equal(for (id, _, _, _) in Supervisor.which_children(sup) { id }, [:d, :c, :b, :a])
  Supervisor.stop(sup)
  let starts = [:a, :b, :c, :d, :b] |> List.map { id in (:start, id) }
  let stops = [:b, :d, :c, :b, :a] |> List.map { id in (:stop, id) }
  let seen = Process.flush()
  Test.expect_equal(List.filter(seen) { m in elem(m, 0) == :start }, starts)
  Test.expect_equal(List.filter(seen) { m in elem(m, 0) == :stop }, stops)
}

Test.test("supervisors and workers are counted apart") {
  let inner = %{id: :inner, type: :supervisor, start: fn() { Supervisor.start_link([good(:x)]) }}
  let (:ok, sup) = Supervisor.start_link([good(:a), inner, good(:b)])
  Test.expect_equal(Supervisor.count_children(sup), %{specs: 3, active: 3, supervisors: 1, workers: 2})
  Supervisor.terminate_child(sup, :inner)
  Test.expect_equal(Supervisor.count_children(sup), %{specs: 3, active: 2, supervisors: 1, workers: 2})
}

# count_restarting_children
Test.test("children that are to start again are counted, but not as active") {
  let keeper = spawn_link { gate(:yes) }
  let (:ok, sup) = Supervisor.start_link([
    %{id: :a, start: gated(keeper)},
    %{id: :b, start: gated(keeper)},
    %{id: :c, start: gated(keeper), restart: :temporary},
  ], max_restarts: :infinity)
  let pids = List.map([:a, :b, :c]) { id in pid_of(sup, id) }
  keeper ! (:now, (:error, :closed))
  for pid in pids { exit(pid, :kill) }
  Test.expect_eventually { Supervisor.count_children(sup) == %{specs: 2, active: 0, supervisors: 0, workers: 2} }
  Test.expect_equal((pid_of(sup, :a), pid_of(sup, :b)), (:restarting, :restarting))
  keeper ! (:now, :yes)
  Test.expect_eventually { Supervisor.count_children(sup) == %{specs: 2, active: 2, supervisors: 0, workers: 2} }
}

# do_not_save_start_parameters_for_temporary_children
Test.test("the arguments of temporary children are not kept") {
  let text = List.range(1, 1_000)
  let spec = fn(restart) {
    %{id: restart, restart: restart, start: (SupervisorChildrenTest, :big, [text])}
  }
  let (:ok, sup) = Supervisor.start_link([spec(:permanent)])
  Supervisor.start_child(sup, spec(:temporary))
  let (:ok, kept) = Supervisor.get_child_spec(sup, :permanent)
  let (:ok, gone) = Supervisor.get_child_spec(sup, :temporary)
  Test.expect_equal(kept.start, (SupervisorChildrenTest, :big, [text]))
  Test.expect_equal(gone.start, (SupervisorChildrenTest, :big, nil))

  let (:ok, dynamic) = Supervisor.start_dynamic(
    child: %{start: (SupervisorChildrenTest, :big, []), restart: :temporary})
  let (:ok, pid) = Supervisor.start_child(dynamic, [text])
  let (:ok, spec) = Supervisor.get_child_spec(dynamic, pid)
  Test.expect_equal(spec.start, (SupervisorChildrenTest, :big, nil))
}

Test.test("a supervisor answers by name and through another process's call") {
  let (:ok, sup) = Supervisor.start_link([good(:a)], name: :sup_children_named)
  Test.expect_equal(Supervisor.which_children(:sup_children_named), Supervisor.which_children(sup))
  Test.expect_equal(Supervisor.count_children((:sup_children_named, node())).active, 1)
  let id = Gen.send_request(sup, :count_children)
  Test.expect_match(Gen.receive_response(id, :infinity)) { (:reply, %{active: 1}) in :ok }
}

Test.test("a supervisor can be suspended and resumed, and its state looked at") {
  let (:ok, sup) = Supervisor.start_link([good(:a)])
  let first = pid_of(sup, :a)
  Process.suspend(sup)
  let me = self()
  let asker = spawn_link { me ! (:counted, Supervisor.count_children(sup)) }
  first ! (:exit, :oops)
  Test.refute_receive(20) { (:counted, _) in true }
  Process.resume(sup)
  Test.expect_receive() { (:counted, %{specs: 1}) in :ok }
  Test.expect_eventually { pid_of(sup, :a) != first }
  Process.replace_state(sup, fn(s) { %{s | max_restarts: 7} })
  Test.expect_equal(Process.get_state(sup).max_restarts, 7)
  Test.expect(is_pid(asker))
}
