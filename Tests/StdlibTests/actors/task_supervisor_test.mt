# Task.Supervisor.

fn forever() { Process.sleep(:infinity) }

fn mailbox() { Process.info(self(), :messages) }

Test.setup {
  let (:ok, sup) = Task.Supervisor.start_link()
  sup
}

Test.test("children are there while they run") { sup in
  let (:ok, a) = Task.Supervisor.start_child(sup) { receive { :end -> :ok } }
  let (:ok, b) = Task.Supervisor.start_child(sup, Process, :sleep, [:infinity])
  Test.expect_equal(List.sort(Task.Supervisor.children(sup)), List.sort([a, b]))
  let ref = monitor(a)
  a ! :end
  Test.expect_receive() { (:DOWN, ^ref, _, _, :normal) in :ok }
  Test.expect_eventually { Task.Supervisor.children(sup) == [b] }
}

Test.test("a child that fails takes nobody along") { sup in
  let (:ok, pid) = Task.Supervisor.start_child(sup) { receive { :go -> exit(:failed) } }
  let ref = monitor(pid)
  pid ! :go
  Test.expect_receive() { (:DOWN, ^ref, _, _, :failed) in :ok }
  Test.expect_eventually { Task.Supervisor.children(sup) == [] }
  Test.expect(Process.alive?(sup))
}

Test.test("terminate_child") { sup in
  let (:ok, pid) = Task.Supervisor.start_child(sup) { forever() }
  let ref = monitor(pid)
  Test.expect_equal(Task.Supervisor.terminate_child(sup, pid), :ok)
  Test.expect_receive() { (:DOWN, ^ref, _, _, :shutdown) in :ok }
  Test.expect_equal(Task.Supervisor.children(sup), [])
  Test.expect_equal(Task.Supervisor.terminate_child(sup, pid), (:error, :not_found))
  Test.expect_equal(Task.Supervisor.terminate_child(sup, self()), (:error, :not_found))
}

Test.test("no more children than allowed") {
  let (:ok, sup) = Task.Supervisor.start_link(max_children: 1)
  let (:ok, pid) = Task.Supervisor.start_child(sup) { forever() }
  Test.expect_equal(Task.Supervisor.start_child(sup, fn() { :ok }), (:error, :max_children))
  Test.expect_raise(:max_children) { Task.Supervisor.async(sup, fn() { :ok }) }
  Test.expect_raise(:max_children) { Task.Supervisor.async_nolink(sup, fn() { :ok }) }
  Test.expect_raise(:max_children) { Task.Supervisor.async_stream(sup, [1], fn(n) { n }) }
  Task.Supervisor.terminate_child(sup, pid)
  Test.expect_equal(Task.await(Task.Supervisor.async(sup) { :free }), :free)
}

# MARK: Tasks

Test.test("async gives values") { sup in
  let tasks = for n in 1..20 { Task.Supervisor.async(sup) { n } }
  Test.expect_equal(Task.await_many(tasks), 1..20)
  Test.expect_equal(Task.await(Task.Supervisor.async(sup, List, :sum, [[1, 2]])), 3)
  Test.expect_equal(Task.await(Task.Supervisor.async_nolink(sup, List, :sum, [[1, 2]])), 3)
  Test.expect_equal(mailbox(), [])
}

Test.test("the task of async and its owner end together") { sup in
  let me = self()
  let start = fn() {
    spawn {
      let task = Task.Supervisor.async(sup) { receive { :go -> exit(:failed) } }
      me ! (:task, task.pid)
      receive { :end -> exit(:over) }
    }
  }
  let owner = start()
  let task = Test.expect_receive() { (:task, pid) in pid }
  let ref = monitor(owner)
  task ! :go
  Test.expect_receive() { (:DOWN, ^ref, _, _, :failed) in :ok }
  let owner = start()
  let task = Test.expect_receive() { (:task, pid) in pid }
  let ref = monitor(task)
  owner ! :end
  Test.expect_receive() { (:DOWN, ^ref, _, _, :over) in :ok }
  Test.expect(Process.alive?(sup))
}

Test.test("the task of async_nolink and its owner do not") { sup in
  let me = self()
  let task = Task.Supervisor.async_nolink(sup) { exit(:failed) }
  Test.expect_equal(Task.yield(task), (:exit, :failed))
  let owner = spawn {
    let task = Task.Supervisor.async_nolink(sup) {
      me ! :running
      receive { :go -> me ! :done }
    }
    me ! (:task, task.pid)
    receive { :end -> exit(:over) }
  }
  let task = Test.expect_receive() { (:task, pid) in pid }
  Test.expect_receive() { :running in :ok }
  let ref = monitor(owner)
  owner ! :end
  Test.expect_receive() { (:DOWN, ^ref, _, _, :over) in :ok }
  task ! :go
  Test.expect_receive() { :done in :ok }
}

Test.test("await of a task without link exits with its reason") { sup in
  let task = Task.Supervisor.async_nolink(sup) { exit(:failed) }
  Test.expect_raise((:exit, (:failed, (Task, :await, [task, 5_000])))) { Task.await(task) }
}

Test.test("owners that die while they ask leave no task behind") { sup in
  let pids = for n in 1..200 {
    spawn {
      if n rem 2 == 0 { Task.Supervisor.async(sup) { forever() } }
      else { Task.Supervisor.async_nolink(sup) { :ok } }
      Process.sleep(:infinity)
    }
  }
  for pid in pids { exit(pid, :kill) }
  for pid in pids { Process.wait(pid) }
  Test.expect_eventually { Task.Supervisor.children(sup) == [] }
}

# MARK: The end

Test.test("all tasks end with the supervisor") {
  let (:ok, sup) = Task.Supervisor.start_link()
  let pids = for _ in 1..50 {
    let (:ok, pid) = Task.Supervisor.start_child(sup) { forever() }
    pid
  }
  let refs = for pid in pids { monitor(pid) }
  Test.expect_equal(Task.Supervisor.stop(sup), :ok)
  for pid in pids { Test.expect(not Process.alive?(pid)) }
  for ref in refs { Test.expect_receive() { (:DOWN, ^ref, _, _, :shutdown) in :ok } }
}

Test.test("those that do not mind are killed, and others have their time") {
  let (:ok, sup) = Task.Supervisor.start_link(shutdown: 20)
  let me = self()
  let (:ok, stubborn) = Task.Supervisor.start_child(sup) {
    Process.trap_exit()
    me ! :ready
    receive { :never -> :ok }
  }
  Test.expect_receive() { :ready in :ok }
  let ref = monitor(stubborn)
  Task.Supervisor.stop(sup)
  Test.expect_receive() { (:DOWN, ^ref, _, _, :killed) in :ok }
  let (:ok, patient) = Task.Supervisor.start_link(shutdown: :infinity)
  let (:ok, tidy) = Task.Supervisor.start_child(patient) {
    Process.trap_exit()
    me ! :ready
    receive { (:EXIT, _, :shutdown) -> exit(:tidied_up) }
  }
  Test.expect_receive() { :ready in :ok }
  let ref = monitor(tidy)
  Task.Supervisor.stop(patient)
  Test.expect_receive() { (:DOWN, ^ref, _, _, :tidied_up) in :ok }
}

Test.test("brutal_kill") {
  let (:ok, sup) = Task.Supervisor.start_link(shutdown: :brutal_kill)
  let (:ok, pid) = Task.Supervisor.start_child(sup) { forever() }
  let ref = monitor(pid)
  Task.Supervisor.stop(sup)
  Test.expect_receive() { (:DOWN, ^ref, _, _, :killed) in :ok }
}

Test.test("all tasks end when the supervisor is killed, or its parent ends") {
  let me = self()
  for how in [:kill, :parent] {
    let parent = spawn {
      let (:ok, sup) = Task.Supervisor.start_link()
      let (:ok, pid) = Task.Supervisor.start_child(sup) { forever() }
      me ! (:there, sup, pid)
      receive { :end -> exit(:over) }
    }
    let (sup, pid) = Test.expect_receive() { (:there, sup, pid) in (sup, pid) }
    let ref = monitor(pid)
    if how == :kill { exit(sup, :kill) } else { parent ! :end }
    Test.expect_receive() { (:DOWN, ^ref, _, _, _) in :ok }
  }
}

Test.test("in a tree of supervisors") {
  let (:ok, top) = Supervisor.start_link([Task.Supervisor.child_spec(name: :task_supervisor_test)])
  let (:ok, pid) = Task.Supervisor.start_child(:task_supervisor_test) { forever() }
  let [child] = Supervisor.tree(top).children
  Test.expect_equal(child.pid, whereis(:task_supervisor_test))
  Test.expect_equal(List.map(child.children) { task in task.pid }, [pid])
  Test.expect_equal(Supervisor.count_children(:task_supervisor_test).active, 1)
  let ref = monitor(pid)
  Supervisor.stop(top)
  Test.expect_receive() { (:DOWN, ^ref, _, _, :shutdown) in :ok }
}

# MARK: Streams

Test.test("a stream under the supervisor") { sup in
  let results = Task.Supervisor.async_stream(sup, 1..50, max_concurrency: 4) { n in n * n }
  Test.expect_equal(results, for n in 1..50 { (:ok, n * n) })
  Test.expect_eventually { Task.Supervisor.children(sup) == [] }
  Test.expect_equal(mailbox(), [])
}

Test.test("failures in a stream without links are results") { sup in
  let results = Task.Supervisor.async_stream_nolink(sup, 1..3) { n in if n == 2 { exit(:two) } else { n } }
  Test.expect_equal(results, [(:ok, 1), (:exit, :two), (:ok, 3)])
}

Test.test("a failure in a stream with links ends the caller, not the supervisor") { sup in
  let caller = spawn {
    receive { :go -> :ok }
    Task.Supervisor.async_stream(sup, 1..3) { n in if n == 2 { exit(:two) } else { n } }
  }
  let ref = monitor(caller)
  caller ! :go
  Test.expect_receive() { (:DOWN, ^ref, _, _, reason) in Test.expect_equal(reason, :two) }
  Test.expect(Process.alive?(sup))
}

Test.test("a stream ends with the supervisor") {
  let (:ok, sup) = Task.Supervisor.start_link()
  let me = self()
  let caller = spawn {
    Task.Supervisor.async_stream(sup, 1..2, max_concurrency: 2, timeout: :infinity) { n in
      me ! (:here, n, self())
      forever()
    }
  }
  let refs = for n in 1..2 { receive { (:here, ^n, pid) -> monitor(pid) } }
  let watch = monitor(caller)
  Task.Supervisor.stop(sup)
  for ref in refs { Test.expect_receive() { (:DOWN, ^ref, _, _, _) in :ok } }
  Test.expect_receive() { (:DOWN, ^watch, _, _, (:shutdown, (Task, :async_stream, _))) in :ok }
}

Test.test("a stream ends with its caller") { sup in
  let me = self()
  let caller = spawn {
    Task.Supervisor.async_stream_nolink(sup, 1..2, max_concurrency: 2, timeout: :infinity) { n in
      me ! (:here, n, self())
      forever()
    }
  }
  let refs = for n in 1..2 { receive { (:here, ^n, pid) -> monitor(pid) } }
  exit(caller, :kill)
  for ref in refs { Test.expect_receive() { (:DOWN, ^ref, _, _, _) in :ok } }
  Test.expect_eventually { Task.Supervisor.children(sup) == [] }
}

Test.test("arguments are checked") { sup in
  for f in [nil, 7, :f] {
    Test.expect_raise(:badarg) { Task.Supervisor.start_child(sup, f) }
    Test.expect_raise(:badarg) { Task.Supervisor.async(sup, f) }
    Test.expect_raise(:badarg) { Task.Supervisor.async_nolink(sup, f) }
    Test.expect_raise(:badarg) { Task.Supervisor.async_stream(sup, [], f) }
  }
  Test.expect_raise(:badarg) { Task.Supervisor.start_link(max_children: -1) }
  Test.expect_raise(:badarg) { Task.Supervisor.start_link(shutdown: :soon) }
  let (:exit, (reason, _)) = Test.expect_raise { Task.Supervisor.async(:nobody_has_this_name, fn() { 1 }) }
  Test.expect_equal(reason, :noproc)
}
