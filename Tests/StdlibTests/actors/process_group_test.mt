# Process groups. OTP's cases of pg_SUITE are named in the comments.

# A process that ends when it is told to.
fn member() { spawn_link { receive { :end -> :ok } } }

fn finish(pid) {
  let ref = monitor(pid)
  pid ! :end
  receive { (:DOWN, ^ref, _, _, _) -> :ok }
}

Test.setup {
  let scope = String.to_atom("process_group_test_" <> to_string(System.unique_integer()))
  let (:ok, _) = ProcessGroup.start_link(scope)
  scope
}

# single
Test.test("one process joins and leaves") { scope in
  let me = self()
  Test.expect_equal(ProcessGroup.join(scope, :group, me), :ok)
  Test.expect_equal(ProcessGroup.get_members(scope, :group), [me])
  Test.expect_equal(ProcessGroup.which_groups(scope), [:group])
  Test.expect_equal(ProcessGroup.join(scope, :group, [me, me]), :ok)
  Test.expect_equal(ProcessGroup.get_members(scope, :group), [me, me, me])
  Test.expect_equal(ProcessGroup.leave(scope, :group, me), :ok)
  Test.expect_equal(ProcessGroup.get_members(scope, :group), [me, me])
  Test.expect_equal(ProcessGroup.leave(scope, :group, [me, me, me]), :ok)
  Test.expect_equal(ProcessGroup.get_members(scope, :group), [])
  Test.expect_equal(ProcessGroup.which_groups(scope), [])
  Test.expect_equal(ProcessGroup.leave(scope, :group, me), :not_joined)
  Test.expect_equal(ProcessGroup.leave(scope, :other, [me]), :not_joined)
}

# two
Test.test("several processes, and several groups") { scope in
  let a = member()
  let b = member()
  Test.expect_equal(ProcessGroup.join(scope, 1, [a, b, a]), :ok)
  Test.expect_equal(ProcessGroup.join(scope, "two", b), :ok)
  Test.expect_equal(List.sort(ProcessGroup.get_members(scope, 1)), List.sort([a, a, b]))
  Test.expect_equal(ProcessGroup.get_members(scope, "two"), [b])
  Test.expect_equal(ProcessGroup.which_groups(scope), [1, "two"])
  finish(b)
  Test.expect_equal(ProcessGroup.get_members(scope, 1), [a, a])
  Test.expect_equal(ProcessGroup.get_members(scope, "two"), [])
  Test.expect_equal(ProcessGroup.which_groups(scope), [1])
  finish(a)
  Test.expect_equal(ProcessGroup.which_groups(scope), [])
}

Test.test("empty lists and any terms") { scope in
  Test.expect_equal(ProcessGroup.join(scope, :group, []), :ok)
  Test.expect_equal(ProcessGroup.which_groups(scope), [])
  Test.expect_equal(ProcessGroup.leave(scope, :group, []), :not_joined)
  for group in [nil, false, 1.5, (:a, 1), [1], %{}, self()] {
    ProcessGroup.join(scope, group, self())
    Test.expect_equal(ProcessGroup.get_members(scope, group), [self()])
  }
  Test.expect_equal(List.length(ProcessGroup.which_groups(scope)), 7)
}

# leave_exit_race
Test.test("processes that leave while they end, and join when they have ended") { scope in
  for _ in 1..100 {
    let pid = member()
    ProcessGroup.join(scope, :group, [pid, pid])
    pid ! :end
    ProcessGroup.leave(scope, :group, pid)
  }
  for _ in 1..100 {
    let pid = member()
    pid ! :end
    ProcessGroup.join(scope, :group, pid)
    ProcessGroup.leave(scope, :group, [pid, pid])
  }
  let dead = member()
  finish(dead)
  Test.expect_equal(ProcessGroup.join(scope, :group, dead), :ok)
  Test.expect(not List.member?(ProcessGroup.get_members(scope, :group), dead))
  # Nothing is left in the scope either.
  Test.expect_eventually { Process.get_state(scope) == (%{}, %{}, %{}, %{}) }
  Test.expect_equal(Process.info(whereis(scope), :monitors), [])
}

Test.test("members that end at once") { scope in
  let pids = for _ in 1..300 { spawn { receive { :end -> :ok } } }
  for pid in pids { ProcessGroup.join(scope, pid, pid) }
  ProcessGroup.join(scope, :all, pids)
  Test.expect_equal(List.length(ProcessGroup.get_members(scope, :all)), 300)
  Test.expect_equal(List.length(ProcessGroup.which_groups(scope)), 301)
  for pid in pids { exit(pid, :kill) }
  for pid in pids { Process.wait(pid) }
  Test.expect_equal(ProcessGroup.get_members(scope, :all), [])
  Test.expect_equal(ProcessGroup.which_groups(scope), [])
  Test.expect_eventually { Process.get_state(scope) == (%{}, %{}, %{}, %{}) }
}

# monitor
Test.test("watching a group") { scope in
  let a = member()
  let b = member()
  ProcessGroup.join(scope, :group, a)
  let (ref, members) = ProcessGroup.monitor(scope, :group)
  Test.expect_equal(members, [a])
  ProcessGroup.join(scope, :group, [b, b])
  Test.expect_receive() { (^ref, :join, :group, pids) in Test.expect_equal(pids, [b, b]) }
  ProcessGroup.join(scope, :other, b)
  ProcessGroup.leave(scope, :group, [b, self()])
  Test.expect_receive() { (^ref, :leave, :group, pids) in Test.expect_equal(pids, [b]) }
  finish(b)
  Test.expect_receive() { (^ref, :leave, :group, pids) in Test.expect_equal(pids, [b]) }
  finish(a)
  Test.expect_receive() { (^ref, :leave, :group, pids) in Test.expect_equal(pids, [a]) }
  Test.expect_equal(Process.flush(), [])
}

# monitor_scope
Test.test("watching a scope") { scope in
  let a = member()
  ProcessGroup.join(scope, 1, a)
  ProcessGroup.join(scope, 2, [a, a])
  let (ref, groups) = ProcessGroup.monitor_scope(scope)
  Test.expect_equal(groups, %{1 => [a], 2 => [a, a]})
  ProcessGroup.join(scope, 3, a)
  Test.expect_receive() { (^ref, :join, 3, pids) in Test.expect_equal(pids, [a]) }
  finish(a)
  Test.expect_receive() { (^ref, :leave, 1, pids) in Test.expect_equal(pids, [a]) }
  Test.expect_receive() { (^ref, :leave, 2, pids) in Test.expect_equal(pids, [a, a]) }
  Test.expect_receive() { (^ref, :leave, 3, pids) in Test.expect_equal(pids, [a]) }
}

# demonitor
Test.test("no message comes after the end of watching") { scope in
  let (ref, _) = ProcessGroup.monitor(scope, :group)
  let (all, _) = ProcessGroup.monitor_scope(scope)
  ProcessGroup.join(scope, :group, self())
  Test.expect_equal(ProcessGroup.demonitor(scope, ref), :ok)
  Test.expect_equal(ProcessGroup.demonitor(scope, ref), false)
  Test.expect_equal(ProcessGroup.demonitor(scope, make_ref()), false)
  ProcessGroup.leave(scope, :group, self())
  # The other one still watches, and has missed nothing.
  Test.expect_equal(Process.flush(), [(all, :join, :group, [self()]), (all, :leave, :group, [self()])])
}

Test.test("a process may watch several times, and while it is a member") { scope in
  let (one, _) = ProcessGroup.monitor(scope, :group)
  let (two, _) = ProcessGroup.monitor(scope, :group)
  Test.expect(one != two)
  ProcessGroup.join(scope, :group, self())
  ProcessGroup.demonitor(scope, one)
  ProcessGroup.leave(scope, :group, self())
  let messages = for (ref, change, _, _) in Process.flush() { (ref, change) }
  Test.expect_equal(messages, [(two, :join), (two, :leave)])
}

Test.test("watchers that have ended are forgotten") { scope in
  let me = self()
  let watcher = spawn {
    ProcessGroup.monitor(scope, :group)
    ProcessGroup.monitor_scope(scope)
    ProcessGroup.join(scope, :group, self())
    me ! :watching
    receive { :end -> :ok }
  }
  Test.expect_receive() { :watching in :ok }
  finish(watcher)
  Test.expect_eventually { Process.get_state(scope) == (%{}, %{}, %{}, %{}) }
  Test.expect_equal(ProcessGroup.join(scope, :group, me), :ok)
}

Test.test("changes are told before the answer comes") { scope in
  let (ref, _) = ProcessGroup.monitor(scope, :group)
  for _ in 1..50 {
    ProcessGroup.join(scope, :group, self())
    Test.expect_equal(Process.flush(), [(ref, :join, :group, [self()])])
    ProcessGroup.leave(scope, :group, self())
    Test.expect_equal(Process.flush(), [(ref, :leave, :group, [self()])])
  }
}

# MARK: Scopes

Test.test("scopes have nothing to do with each other") { scope in
  let (:ok, _) = ProcessGroup.start_link(:process_group_test_other)
  ProcessGroup.join(scope, :group, self())
  Test.expect_equal(ProcessGroup.get_members(:process_group_test_other, :group), [])
  Test.expect_equal(ProcessGroup.start_link(scope), (:error, (:already_started, whereis(scope))))
}

Test.test("the default scope starts by itself, once") {
  let group = make_ref()
  let results = Task.async_stream(1..20, max_concurrency: 20, timeout: :infinity) { _ in
    ProcessGroup.join(group, self())
    whereis(ProcessGroup)
  }
  Test.expect_equal(List.uniq(results), [(:ok, whereis(ProcessGroup))])
  Test.expect_equal(Process.info(whereis(ProcessGroup), :links), [])
  Test.expect_equal(ProcessGroup.get_members(group), [])
  let (ref, []) = ProcessGroup.monitor(group)
  ProcessGroup.join(group, self())
  Test.expect_receive() { (^ref, :join, ^group, _) in :ok }
  Test.expect(List.member?(ProcessGroup.which_groups(), group))
  let (scope_ref, groups) = ProcessGroup.monitor_scope()
  Test.expect_equal(groups[group], [self()])
  Test.expect_equal(ProcessGroup.demonitor(scope_ref), :ok)
  Test.expect_equal(ProcessGroup.demonitor(ref), :ok)
  Test.expect_equal(ProcessGroup.leave(group, self()), :ok)
}

Test.test("when a scope ends its groups are gone") {
  let (:ok, pid) = ProcessGroup.start(:process_group_test_mortal)
  ProcessGroup.join(:process_group_test_mortal, :group, self())
  exit(pid, :kill)
  Process.wait(pid)
  let (:exit, (reason, who)) = Test.expect_raise {
    ProcessGroup.get_members(:process_group_test_mortal, :group)
  }
  Test.expect_equal(reason, :noproc)
  Test.expect_equal(who, (ProcessGroup, :get_members, [:process_group_test_mortal, :group]))
  let (:ok, sup) = Supervisor.start_link([ProcessGroup.child_spec(:process_group_test_mortal)])
  Test.expect_equal(ProcessGroup.get_members(:process_group_test_mortal, :group), [])
  Supervisor.stop(sup)
}

Test.test("arguments are checked where the call is made") { scope in
  for pids in [nil, :name, 7, [self(), 7], (self(), self())] {
    Test.expect_raise(:badarg) { ProcessGroup.join(scope, :group, pids) }
    Test.expect_raise(:badarg) { ProcessGroup.leave(scope, :group, pids) }
  }
  for name in [nil, "scope", 7] { Test.expect_raise(:badarg) { ProcessGroup.start_link(name) } }
  Test.expect_equal(ProcessGroup.which_groups(scope), [])
}
