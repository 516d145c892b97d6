# How children are stopped, and what ends a supervisor.
# OTP's cases of supervisor_SUITE are named in the comments.

fn waiting_child(me, id) {
  fn() {
    (:ok, spawn_link {
      me ! (:up, id, self())
      receive { (:exit, reason) -> exit(reason) }
    })
  }
}

# Traps exits and does not heed the signal to end.
fn deaf_child(me, id) {
  fn() {
    (:ok, spawn_link {
      Process.trap_exit()
      me ! (:up, id, self())
      receive { :never -> :ok }
    })
  }
}

# Traps exits and ends with a reason of its own when it is told to end.
fn stubborn_child(me, id, reason) {
  fn() {
    (:ok, spawn_link {
      Process.trap_exit()
      me ! (:up, id, self())
      receive { (:EXIT, _, :shutdown) -> exit(reason) }
    })
  }
}

fn up(id) { Test.expect_receive() { (:up, ^id, pid) in pid } }

# The monitors of all children that are up, by id.
fn watch(ids) { Map.from_keys(ids) { id in monitor(up(id)) } }

fn reason_of(watched, id) {
  let ref = Map.get(watched, id)
  Test.expect_receive() { (:DOWN, ^ref, _, _, reason) in reason }
}

Test.setup { Process.trap_exit() }

# sup_stop_infinity
Test.test("a child with time without end ends when it wants") {
  let me = self()
  let (:ok, sup) = Supervisor.start([
    %{id: :slow, shutdown: :infinity, start: fn() {
      (:ok, spawn_link {
        Process.trap_exit()
        me ! (:up, :slow, self())
        receive { (:EXIT, _, :shutdown) -> me ! (:told, self()) }
        receive { :go -> exit(:shutdown) }
      })
    }},
  ])
  let watched = watch([:slow])
  spawn { me ! (:stopped, Supervisor.stop(sup)) }
  let child = Test.expect_receive() { (:told, pid) in pid }
  Test.refute_receive(20) { (:stopped, _) in true }
  child ! :go
  Test.expect_equal(reason_of(watched, :slow), :shutdown)
  Test.expect_receive() { (:stopped, :ok) in :ok }
}

# sup_stop_timeout
Test.test("a child that takes too long is killed, the others end as they are told") {
  let (:ok, sup) = Supervisor.start([
    %{id: :a, start: waiting_child(self(), :a)},
    %{id: :deaf, start: deaf_child(self(), :deaf), shutdown: 30},
    %{id: :b, start: waiting_child(self(), :b)},
  ])
  let watched = watch([:a, :deaf, :b])
  let before = Time.monotonic()
  Test.expect_equal(Supervisor.stop(sup), :ok)
  Test.expect(Time.monotonic() - before >= 30)
  Test.expect_equal(List.map([:a, :deaf, :b]) { id in reason_of(watched, id) }, [:shutdown, :killed, :shutdown])
}

# sup_stop_brutal_kill
Test.test("brutal_kill does not ask") {
  let (:ok, sup) = Supervisor.start([
    %{id: :a, start: waiting_child(self(), :a)},
    %{id: :brutal, start: deaf_child(self(), :brutal), shutdown: :brutal_kill},
  ])
  let watched = watch([:a, :brutal])
  Supervisor.stop(sup)
  Test.expect_equal((reason_of(watched, :a), reason_of(watched, :brutal)), (:shutdown, :killed))
}

# sup_stop_race
Test.test("children that end by themselves while they are stopped") {
  for restart in [:permanent, :transient, :temporary], reason in [:normal, :shutdown, (:shutdown, :done), :oops] {
    let (:ok, sup) = Supervisor.start([
      %{id: :a, start: waiting_child(self(), :a), restart: restart},
      %{id: :b, start: stubborn_child(self(), :b, reason), restart: restart},
      %{id: :c, start: stubborn_child(self(), :c, reason), restart: restart},
    ])
    let a = up(:a)
    let watched = watch([:b, :c])
    # One of them has ended before the supervisor gets to it.
    Process.suspend(sup)
    a ! (:exit, reason)
    Process.wait(a)
    Test.expect_equal(Supervisor.stop(sup), :ok)
    Test.expect_equal((reason_of(watched, :b), reason_of(watched, :c)), (reason, reason))
    Process.flush()
  }
}

Test.test("a child that has ended before it is stopped by request") {
  let (:ok, sup) = Supervisor.start_link([%{id: :a, start: waiting_child(self(), :a), restart: :temporary}])
  let a = up(:a)
  Process.suspend(sup)
  a ! (:exit, :oops)
  Process.wait(a)
  let request = Gen.send_request(sup, (:terminate_child, :a))
  Process.resume(sup)
  let answer = Gen.receive_response(request, :infinity)
  # Depending on which came first.
  Test.expect(answer == (:reply, :ok) or answer == (:reply, (:error, :not_found)))
  Test.expect_equal(Supervisor.which_children(sup), [])
}

# child_unlink
Test.test("a child that has unlinked itself cannot keep the supervisor waiting") {
  let me = self()
  let child = fn() {
    let sup = self()
    (:ok, spawn_link {
      unlink(sup)
      me ! (:up, :loose, self())
      receive { :never -> :ok }
    })
  }
  let (:ok, sup) = Supervisor.start([%{id: :loose, start: child}])
  let watched = watch([:loose])
  Test.expect_equal(Supervisor.terminate_child(sup, :loose), :ok)
  Test.expect_equal(reason_of(watched, :loose), :shutdown)
  Test.expect_match(Supervisor.restart_child(sup, :loose)) { (:ok, _) in :ok }
  # One that has ended unseen, too.
  let loose = up(:loose)
  exit(loose, :kill)
  Process.wait(loose)
  Test.expect_equal(Supervisor.terminate_child(sup, :loose), :ok)
  Test.expect_equal(Supervisor.stop(sup), :ok)
}

Test.test("when the parent ends, the supervisor stops its children and ends with the same reason") {
  for reason in [:normal, :oops, :kill] {
    let me = self()
    let parent = spawn {
      let (:ok, sup) = Supervisor.start_link([%{id: :a, start: waiting_child(me, :a)}])
      me ! (:sup, sup)
      receive { :end -> exit(reason) }
    }
    let sup = Test.expect_receive() { (:sup, sup) in sup }
    let ref = monitor(sup)
    let watched = watch([:a])
    parent ! :end
    Test.expect_equal(reason_of(watched, :a), :shutdown)
    Test.expect_equal(Test.expect_receive() { (:DOWN, ^ref, _, _, why) in why }, reason)
  }
}

Test.test("exit signals of others do not end a supervisor, kill does") {
  let (:ok, sup) = Supervisor.start_link([%{id: :a, start: waiting_child(self(), :a)}])
  let watched = watch([:a])
  let me = self()
  spawn {
    exit(sup, :please)
    exit(sup, :shutdown)
    me ! :sent
  }
  Test.expect_receive() { :sent in :ok }
  Test.expect_equal(Supervisor.count_children(sup).active, 1)
  exit(sup, :kill)
  Test.expect_equal(Test.expect_receive() { (:EXIT, ^sup, why) in why }, :killed)
  Test.expect_equal(reason_of(watched, :a), :killed)
}

Test.test("supervisors under supervisors end from the leaves on") {
  let me = self()
  let leaf = fn(id) {
    %{id: id, start: fn() {
      (:ok, spawn_link {
        Process.trap_exit()
        me ! (:up, id, self())
        receive { (:EXIT, _, :shutdown) -> me ! (:down, id) }
      })
    }}
  }
  let inner = fn(id, children) {
    %{id: id, type: :supervisor, start: fn() { Supervisor.start_link(children) }}
  }
  let (:ok, sup) = Supervisor.start([
    leaf(:a), inner(:first, [leaf(:b), inner(:second, [leaf(:c)]), leaf(:d)]), leaf(:e),
  ])
  for id in [:a, :b, :c, :d, :e] { up(id) }
  Supervisor.stop(sup)
  Test.expect_equal(Process.flush(), List.map([:e, :d, :c, :b, :a]) { id in (:down, id) })
}

# MARK: Significant children

fn significant(me, id, restart) {
  %{id: id, start: waiting_child(me, id), restart: restart, significant: true}
}

# significant_temporary, significant_transient
Test.test("any significant child that ends by itself ends the supervisor") {
  let ends = [
    (:transient, :normal), (:transient, :shutdown), (:transient, (:shutdown, :done)),
    (:temporary, :normal), (:temporary, :oops), (:temporary, :shutdown),
  ]
  for (restart, reason) in ends {
    let (:ok, sup) = Supervisor.start_link(
      [significant(self(), :a, restart), significant(self(), :b, restart),
       %{id: :plain, start: waiting_child(self(), :plain), restart: :temporary}],
      auto_shutdown: :any_significant)
    let [a, _, plain] = List.map([:a, :b, :plain]) { id in up(id) }
    plain ! (:exit, :normal)
    Process.wait(plain)
    Test.expect_eventually { length(Supervisor.which_children(sup)) == 2 }
    a ! (:exit, reason)
    Test.expect_equal(Test.expect_receive() { (:EXIT, ^sup, why) in why }, :shutdown)
  }
}

Test.test("a significant child that is started again does not") {
  let (:ok, sup) = Supervisor.start_link([significant(self(), :a, :transient)],
    auto_shutdown: :any_significant)
  up(:a) ! (:exit, :oops)
  up(:a) ! (:exit, :normal)
  Test.expect_equal(Test.expect_receive() { (:EXIT, ^sup, why) in why }, :shutdown)
}

Test.test("the last significant child ends the supervisor under all_significant") {
  let (:ok, sup) = Supervisor.start_link(
    [significant(self(), :a, :transient), significant(self(), :b, :temporary),
     significant(self(), :c, :temporary), %{id: :plain, start: waiting_child(self(), :plain)}],
    auto_shutdown: :all_significant)
  let [a, b, c] = List.map([:a, :b, :c]) { id in up(id) }
  let watched = watch([:plain])
  a ! (:exit, :normal)
  Process.wait(a)
  b ! (:exit, :oops)
  Process.wait(b)
  Test.expect_eventually { Supervisor.count_children(sup).active == 2 }
  c ! (:exit, :shutdown)
  Test.expect_equal(Test.expect_receive() { (:EXIT, ^sup, why) in why }, :shutdown)
  Test.expect_equal(reason_of(watched, :plain), :shutdown)
}

# significant_bystander
Test.test("a significant child that is stopped with or by others does not end the supervisor") {
  for strategy in [:one_for_all, :rest_for_one], mode in [:any_significant, :all_significant] {
    let (:ok, sup) = Supervisor.start_link(
      [%{id: :a, start: waiting_child(self(), :a)}, significant(self(), :b, :temporary),
       significant(self(), :c, :transient)],
      strategy: strategy, auto_shutdown: mode)
    let [a, b, c] = List.map([:a, :b, :c]) { id in up(id) }
    a ! (:exit, :oops)
    Test.expect_equal((Process.wait(b) != nil, Process.wait(c) != nil), (true, true))
    up(:a)
    up(:c)
    Test.expect_equal(Supervisor.count_children(sup).active, 2)
    Test.expect_equal(Supervisor.terminate_child(sup, :c), :ok)
    Test.expect_equal(Supervisor.count_children(sup).active, 1)
    Supervisor.stop(sup)
    Test.expect_receive() { (:EXIT, ^sup, :normal) in :ok }
  }
}

Test.test("nothing is left of supervisors that ended") {
  let tree = fn() {
    let inner = %{id: :inner, type: :supervisor, start: fn() {
      Supervisor.start_link(List.map(List.range(1, 10)) { id in
        %{id: id, start: waiting_child(self(), id)}
      })
    }}
    let (:ok, sup) = Supervisor.start([inner], name: :sup_shutdown_leftovers)
    Supervisor.stop(sup)
  }
  for _ in 1..20 { tree() }
  Test.expect_equal(whereis(:sup_shutdown_leftovers), nil)
}
