# What is started again after a child has ended, how often, and what then.
# OTP's cases of supervisor_SUITE are named in the comments.

# Children tell the test when they are up; they end as they are told.
fn child(me, id) { child(me, id, :permanent) }
fn child(me, id, restart) {
  %{id: id, restart: restart, start: fn() {
    me ! (:start, id)
    (:ok, spawn_link {
      me ! (:up, id, self())
      receive { (:exit, reason) -> exit(reason) }
    })
  }}
}

fn up(id) { Test.expect_receive() { (:up, ^id, pid) in pid } }

fn ups(ids) { List.map(ids) { id in up(id) } }

fn pid_of(sup, id) {
  match List.find(Supervisor.which_children(sup), fn(child) { elem(child, 0) == id }) {
    nil            -> :none
    (_, pid, _, _) -> pid
  }
}

fn end_with(pid, reason) {
  let ref = monitor(pid)
  if reason == :kill { exit(pid, :kill) } else { pid ! (:exit, reason) }
  Test.expect_receive() { (:DOWN, ^ref, _, _, _) in :ok }
}

fn starts() {
  receive {
    (:start, id) -> [id | starts()]
    after 0 -> []
  }
}

Test.setup { Process.trap_exit() }

# permanent_normal, permanent_shutdown, permanent_abnormal
Test.test("a permanent child is started again whatever it ended with") {
  let (:ok, sup) = Supervisor.start_link([child(self(), :a)], max_restarts: 10)
  for reason in [:normal, :shutdown, (:shutdown, :done), :abnormal, :kill] {
    let pid = up(:a)
    end_with(pid, reason)
  }
  Test.expect_equal(pid_of(sup, :a), up(:a))
}

# transient_abnormal
Test.test("a transient child is started again after a failure") {
  let (:ok, sup) = Supervisor.start_link([child(self(), :a, :transient)], max_restarts: 10)
  for reason in [:abnormal, :kill, (:shut, :down)] { end_with(up(:a), reason) }
  Test.expect_equal(pid_of(sup, :a), up(:a))
}

# transient_normal, transient_shutdown
Test.test("a transient child that ended well is kept without a process") {
  for reason in [:normal, :shutdown, (:shutdown, :done)] {
    let (:ok, sup) = Supervisor.start_link([child(self(), :a, :transient)])
    end_with(up(:a), reason)
    Test.expect_eventually { pid_of(sup, :a) == nil }
    Test.expect_equal(Supervisor.count_children(sup), %{specs: 1, active: 0, supervisors: 0, workers: 1})
    let (:ok, again) = Supervisor.restart_child(sup, :a)
    Test.expect_equal(up(:a), again)
    Test.refute_receive(0) { (:up, _, _) in true }
  }
}

# temporary_normal, temporary_shutdown, temporary_abnormal
Test.test("a temporary child is forgotten whatever it ended with") {
  for reason in [:normal, :shutdown, (:shutdown, :done), :abnormal, :kill] {
    let (:ok, sup) = Supervisor.start_link([child(self(), :a, :temporary)])
    end_with(up(:a), reason)
    Test.expect_eventually { Supervisor.which_children(sup) == [] }
    Test.refute_receive(0) { (:up, _, _) in true }
  }
}

# temporary_bystander
Test.test("a temporary child that is stopped with others is not started again") {
  for strategy in [:one_for_all, :rest_for_one] {
    let (:ok, sup) = Supervisor.start_link(
      [child(self(), :a), child(self(), :b, :temporary), child(self(), :c)],
      strategy: strategy)
    let [a, b, c] = ups([:a, :b, :c])
    let ref = monitor(b)
    end_with(a, :oops)
    Test.expect_equal(Test.expect_receive() { (:DOWN, ^ref, _, _, why) in why }, :shutdown)
    let [new_a, new_c] = ups([:a, :c])
    Test.expect(new_a != a and new_c != c)
    Test.expect_match(Supervisor.which_children(sup)) { [(:c, _, _, _), (:a, _, _, _)] in :ok }
    Test.refute_receive(0) { (:up, _, _) in true }
  }
}

# one_for_one
Test.test("one_for_one starts only the child that ended") {
  let (:ok, sup) = Supervisor.start_link([child(self(), :a), child(self(), :b)])
  let [a, b] = ups([:a, :b])
  end_with(a, :oops)
  let new = up(:a)
  Test.expect_equal((pid_of(sup, :a), pid_of(sup, :b)), (new, b))
  Test.expect_equal(starts(), [:a, :b, :a])
}

# one_for_all
Test.test("one_for_all stops the others in opposite order and starts all in order") {
  let me = self()
  let telling = fn(id) {
    %{id: id, start: fn() {
      me ! (:start, id)
      (:ok, spawn_link {
        Process.trap_exit()
        me ! (:up, id, self())
        receive {
          (:exit, reason)        -> exit(reason)
          (:EXIT, _, :shutdown) -> me ! (:start, (:down, id))
        }
      })
    }}
  }
  let (:ok, sup) = Supervisor.start_link(List.map([:a, :b, :c], telling), strategy: :one_for_all)
  let [_, b, _] = ups([:a, :b, :c])
  Test.expect_equal(starts(), [:a, :b, :c])
  end_with(b, :oops)
  ups([:a, :b, :c])
  Test.expect_equal(starts(), [(:down, :c), (:down, :a), :a, :b, :c])
  Test.expect_equal(Supervisor.count_children(sup).active, 3)
}

# rest_for_one
Test.test("rest_for_one starts the child that ended and those behind it") {
  let (:ok, sup) = Supervisor.start_link(
    [child(self(), :a), child(self(), :b), child(self(), :c), child(self(), :d)], strategy: :rest_for_one)
  let [a, b, _, _] = ups([:a, :b, :c, :d])
  starts()
  end_with(b, :oops)
  let [new_b, new_c, new_d] = ups([:b, :c, :d])
  Test.expect_equal(starts(), [:b, :c, :d])
  Test.expect_equal(List.map([:a, :b, :c, :d]) { id in pid_of(sup, id) }, [a, new_b, new_c, new_d])
  end_with(new_d, :oops)
  Test.expect_equal(pid_of(sup, :d), up(:d))
  Test.expect_equal(starts(), [:d])
}

Test.test("children that were stopped by request start with the others") {
  let (:ok, sup) = Supervisor.start_link([child(self(), :a), child(self(), :b)], strategy: :one_for_all)
  let [a, _] = ups([:a, :b])
  Supervisor.terminate_child(sup, :b)
  end_with(a, :oops)
  ups([:a, :b])
  Test.expect_equal(Supervisor.count_children(sup).active, 2)
}

# multiple_restarts
Test.test("many restarts below the limit") {
  let (:ok, sup) = Supervisor.start_link([child(self(), :a)], max_restarts: 100)
  for _ in 1..100 { end_with(up(:a), :oops) }
  Test.expect_equal(pid_of(sup, :a), up(:a))
}

Test.test("one restart too many ends the supervisor with its children") {
  for max in [0, 1, 3] {
    let (:ok, sup) = Supervisor.start_link([child(self(), :a), child(self(), :b)],
      max_restarts: max, max_seconds: 3_600)
    let b = up(:b)
    let ref = monitor(b)
    for _ in List.range(1, max) { end_with(up(:a), :oops) }
    let last = up(:a)
    Test.expect_equal(pid_of(sup, :a), last)
    end_with(last, :oops)
    Test.expect_equal(Test.expect_receive() { (:EXIT, ^sup, why) in why }, :shutdown)
    Test.expect_equal(Test.expect_receive() { (:DOWN, ^ref, _, _, why) in why }, :shutdown)
    Test.refute_receive(0) { (:up, _, _) in true }
  }
}

Test.test("restarts count together for all children") {
  let (:ok, sup) = Supervisor.start_link([child(self(), :a), child(self(), :b)],
    max_restarts: 1, max_seconds: 3_600)
  let [a, b] = ups([:a, :b])
  end_with(a, :oops)
  up(:a)
  end_with(b, :oops)
  Test.expect_equal(Test.expect_receive() { (:EXIT, ^sup, why) in why }, :shutdown)
}

Test.test("restarts of long ago do not count") {
  let (:ok, sup) = Supervisor.start_link([child(self(), :a)], max_restarts: 1, max_seconds: 1)
  end_with(up(:a), :oops)
  let second = up(:a)
  Process.sleep(2_100)
  end_with(second, :oops)
  Test.expect_equal(pid_of(sup, :a), up(:a))
}

# A child that can be made not to start: it says so to the test, which holds the supervisor meanwhile.
fn stubborn(me, id, closed) {
  %{id: id, start: fn() {
    me ! (:start, id)
    match whereis(closed) {
      nil -> {
        (:ok, spawn_link {
          me ! (:up, id, self())
          receive { (:exit, reason) -> exit(reason) }
        })
      }
      _ -> (:error, :closed)
    }
  }}
}

# While a process has the name, nobody starts.
fn close(name) { register(name, spawn_link { receive { :never -> :ok } }) }

# one_for_one_escalation
Test.test("a child that does not start again takes its supervisor along") {
  let (:ok, sup) = Supervisor.start_link([child(self(), :b), stubborn(self(), :a, :sup_restart_escalation)],
    max_restarts: 3, max_seconds: 3_600)
  let [b, a] = ups([:b, :a])
  let ref = monitor(b)
  starts()
  close(:sup_restart_escalation)
  end_with(a, :oops)
  Test.expect_equal(Test.expect_receive() { (:EXIT, ^sup, why) in why }, :shutdown)
  Test.expect_equal(Test.expect_receive() { (:DOWN, ^ref, _, _, why) in why }, :shutdown)
  # Each attempt counts.
  Test.expect_equal(starts(), [:a, :a, :a])
}

# one_for_all_escalation
Test.test("under one_for_all too") {
  let (:ok, sup) = Supervisor.start_link([child(self(), :b), stubborn(self(), :a, :sup_restart_all_escalation)],
    strategy: :one_for_all, max_restarts: 2, max_seconds: 3_600)
  let [_, a] = ups([:b, :a])
  starts()
  close(:sup_restart_all_escalation)
  end_with(a, :oops)
  Test.expect_equal(Test.expect_receive() { (:EXIT, ^sup, why) in why }, :shutdown)
  Test.expect_equal(starts(), [:b, :a, :b, :a])
}

# A child whose start asks the test whether it may.
fn asking(me, id) {
  %{id: id, start: fn() {
    let ref = make_ref()
    me ! (:may_start, id, self(), ref)
    receive {
      (^ref, :yes) -> {
        (:ok, spawn_link {
          me ! (:up, id, self())
          receive { (:exit, reason) -> exit(reason) }
        })
      }
      (^ref, no) -> no
    }
  }}
}

fn answer(id, word) {
  Test.expect_receive() { (:may_start, ^id, sup, ref) in sup ! (ref, word) }
}

# one_for_all_other_child_fails_restart, rest_for_one_other_child_fails_restart
Test.test("a child is stopped again when one behind it does not start") {
  for strategy in [:one_for_all, :rest_for_one] {
    let me = self()
    spawn_link {
      let (:ok, sup) = Supervisor.start([child(me, :a), asking(me, :b)],
        strategy: strategy, max_restarts: 10)
      me ! (:sup, sup)
    }
    answer(:b, :yes)
    let sup = Test.expect_receive() { (:sup, sup) in sup }
    let [a, _] = ups([:a, :b])
    a ! (:exit, :oops)
    let second = up(:a)
    let ref = monitor(second)
    answer(:b, (:error, :closed))
    if strategy == :one_for_all {
      # Both are tried again.
      Test.expect_receive() { (:DOWN, ^ref, _, _, :shutdown) in :ok }
      answer(:b, (:error, :closed))
      Test.expect(up(:a) != second)
    } else {
      # Only the one that failed.
      answer(:b, (:error, :closed))
    }
    answer(:b, :yes)
    let last = if strategy == :one_for_all { up(:a) } else { second }
    Test.expect_equal((pid_of(sup, :a), pid_of(sup, :b)), (last, up(:b)))
    Supervisor.stop(sup)
    Process.flush()
  }
}

# Children that tell nobody anything.
fn quiet(id) { %{id: id, start: fn() { (:ok, spawn_link { receive { :never -> :ok } }) }} }

fn stubborn(id, closed) {
  %{id: id, start: fn() {
    if whereis(closed) == nil {
      (:ok, spawn_link { receive { :never -> :ok } })
    } else { (:error, :closed) }
  }}
}

# hanging_restart_loop, hanging_restart_loop_rest_for_one
Test.test("requests are answered while a child does not start again") {
  for strategy in [:one_for_one, :one_for_all, :rest_for_one] {
      let (:ok, sup) = Supervisor.start_link([quiet(:a), stubborn(:b, :sup_restart_loop)],
      strategy: strategy, max_restarts: :infinity)
    let b = pid_of(sup, :b)
    close(:sup_restart_loop)
    end_with(b, :kill)
    Test.expect_eventually { pid_of(sup, :b) == :restarting }
    Test.expect_equal(Supervisor.restart_child(sup, :b), (:error, :restarting))
    Test.expect_equal(Supervisor.delete_child(sup, :b), (:error, :restarting))
    Test.expect_equal(Supervisor.start_child(sup, quiet(:b)), (:error, :already_present))
    Test.expect_equal(Supervisor.count_children(sup).specs, 2)
    Test.expect_match(Supervisor.start_child(sup, quiet(:c))) { (:ok, _) in :ok }
    Test.expect_match(Supervisor.get_child_spec(sup, :b)) { (:ok, %{id: :b}) in :ok }
    # Stopping it ends the attempts.
    Test.expect_equal(Supervisor.terminate_child(sup, :b), :ok)
    Test.expect_equal(pid_of(sup, :b), nil)
    Test.expect_equal(Supervisor.restart_child(sup, :b), (:error, :closed))
    unregister(:sup_restart_loop)
    Test.expect_match(Supervisor.restart_child(sup, :b)) { (:ok, _) in :ok }
    Test.expect_equal(Supervisor.terminate_child(sup, :b), :ok)
    Test.expect_equal(Supervisor.delete_child(sup, :b), :ok)
    Supervisor.stop(sup)
    Process.flush()
  }
}

Test.test("a supervisor in a restart loop ends when it is told to") {
  let (:ok, sup) = Supervisor.start_link([stubborn(:a, :sup_restart_stop)], max_restarts: :infinity)
  let a = pid_of(sup, :a)
  close(:sup_restart_stop)
  end_with(a, :kill)
  Test.expect_eventually { pid_of(sup, :a) == :restarting }
  Test.expect_equal(Supervisor.stop(sup, :shutdown), :ok)
}

Test.test("a child that starts again may say :ignore") {
  let me = self()
  let (:ok, sup) = Supervisor.start_link([%{id: :a, start: fn() {
    if whereis(:sup_restart_ignore) == nil {
      (:ok, spawn_link {
        register(:sup_restart_ignore, me)
        me ! (:up, :a, self())
        receive { (:exit, reason) -> exit(reason) }
      })
    } else { :ignore }
  }}])
  end_with(up(:a), :oops)
  Test.expect_eventually { pid_of(sup, :a) == nil }
  unregister(:sup_restart_ignore)
  Test.expect_match(Supervisor.restart_child(sup, :a)) { (:ok, _) in :ok }
}

Test.test("children that end while the supervisor is busy are all started again") {
  let ids = List.range(1, 50)
  let (:ok, sup) = Supervisor.start_link(List.map(ids) { id in child(self(), id) }, max_restarts: 50)
  let pids = ups(ids)
  Process.suspend(sup)
  for pid in pids { end_with(pid, :oops) }
  Process.resume(sup)
  let fresh = ups(ids)
  Test.expect_equal(List.map(ids) { id in pid_of(sup, id) }, fresh)
}

# scale_start_stop_many_children, for a supervisor with ids: each step costs the same however many there are.
Test.test("a thousand children with ids come and go") {
  let (:ok, sup) = Supervisor.start_link([], max_restarts: :infinity)
  let start = fn() { (:ok, spawn_link { receive { (:exit, reason) -> exit(reason) } }) }
  for id in 1..1_000 { Supervisor.start_child(sup, %{id: id, start: start, restart: :transient}) }
  Test.expect_equal(Supervisor.count_children(sup).active, 1_000)
  Test.expect_equal(for (id, _, _, _) in Supervisor.which_children(sup) { id }, List.range(1_000, 1, -1))
  for (_, pid, _, _) in Supervisor.which_children(sup) { pid ! (:exit, :normal) }
  Test.expect_eventually { Supervisor.count_children(sup).active == 0 }
  for id in 1..1_000 { Test.expect_equal(Supervisor.delete_child(sup, id), :ok) }
  Test.expect_equal(Supervisor.which_children(sup), [])
}
