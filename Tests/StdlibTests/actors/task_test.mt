# Tasks.

fn forever() { Process.sleep(:infinity) }

fn down(pid) {
  let ref = monitor(pid)
  Test.expect_receive() { (:DOWN, ^ref, _, _, reason) in reason }
}

fn mailbox() { Process.info(self(), :messages) }

# MARK: await

Test.test("a task gives its value") {
  let me = self()
  let task = Task.async { (me != self(), 42) }
  Test.expect_equal(task.owner, me)
  Test.expect_equal(Task.await(task), (true, 42))
  Test.expect_equal(Task.await(Task.async(List, :sum, [[1, 2, 3]])), 6)
  Test.expect_equal(mailbox(), [])
}

Test.test("values are received one by one, whatever else there is") {
  for n in 1..1_000 { self() ! n }
  let tasks = for n in 1..50 { Task.async { n } }
  Test.expect_equal(for task in List.reverse(tasks) { Task.await(task) }, List.reverse(1..50))
  Test.expect_equal(mailbox(), 1..1_000)
}

Test.test("the value is one message, and nothing follows it") {
  let task = Task.async { :value }
  let ref = task.ref
  Test.expect_receive() { (^ref, :value) in :ok }
  down(task.pid)
  Test.expect_equal(mailbox(), [])
}

Test.test("the crash of a task is one message when its owner traps exits") {
  Process.trap_exit()
  let task = Task.async { exit(:failed) }
  let pid = task.pid
  let ref = task.ref
  Test.expect_receive() { (:DOWN, ^ref, :process, ^pid, :failed) in :ok }
  Test.expect_receive() { (:EXIT, ^pid, :failed) in :ok }
  Test.expect_equal(mailbox(), [])
}

Test.test("the crash of a task takes its owner along") {
  let (_, ref) = spawn_monitor {
    let task = Task.async { exit(:failed) }
    Task.await(task)
  }
  # By the link, or by what await exits with.
  let reason = Test.expect_receive() { (:DOWN, ^ref, :process, _, reason) in reason }
  Test.expect(reason == :failed or is_tuple(reason) and elem(reason, 0) == :failed)
  let me = self()
  let other = spawn {
    let task = Task.async { receive { :go -> exit(:failed) } }
    me ! (:task, task.pid)
    forever()
  }
  let task = Test.expect_receive() { (:task, pid) in pid }
  let ref = monitor(other)
  task ! :go
  Test.expect_receive() { (:DOWN, ^ref, _, _, :failed) in :ok }
}

Test.test("await exits with the reason of the task") {
  Process.trap_exit()
  let task = Task.async { exit(:failed) }
  Test.expect_raise((:exit, (:failed, (Task, :await, [task, 5_000])))) { Task.await(task) }
  let normal = Task.async { exit(:normal) }
  Test.expect_raise((:exit, (:normal, (Task, :await, [normal, 5_000])))) { Task.await(normal) }
}

Test.test("a task ends with its owner") {
  let me = self()
  let owner = spawn {
    let task = Task.async { forever() }
    me ! (:task, task.pid)
    receive { :go -> exit(:over) }
  }
  let task = Test.expect_receive() { (:task, pid) in pid }
  let ref = monitor(task)
  owner ! :go
  Test.expect_receive() { (:DOWN, ^ref, _, _, :over) in :ok }
}

Test.test("await that is late exits, and no value comes afterwards") {
  let task = Task.async { receive { :go -> :value } }
  Test.expect_raise((:exit, (:timeout, (Task, :await, [task, 1])))) { Task.await(task, 1) }
  Test.expect(Process.alive?(task.pid))
  task.pid ! :go
  down(task.pid)
  Test.expect_equal(mailbox(), [])
}

Test.test("await with no time takes a value that is there") {
  let task = Task.async { :value }
  down(task.pid)
  Test.expect_equal(Task.await(task, 0), :value)
}

Test.test("only the owner can wait") {
  let task = Task.async { forever() }
  let me = self()
  let pid = spawn {
    let f = fn(g) { try { g() } catch { (class, reason) -> (class, reason) } }
    me ! (:results, [f(fn() { Task.await(task) }), f(fn() { Task.yield(task) }),
      f(fn() { Task.shutdown(task) }), f(fn() { Task.ignore(task) }), f(fn() { Task.await_many([task]) })])
  }
  let results = Test.expect_receive() { (:results, results) in results }
  for result in results { Test.expect_equal(result, (:error, (:not_owner, task))) }
  Test.expect(is_pid(pid))
  Task.shutdown(task)
}

Test.test("what is no function is refused") {
  for f in [nil, 7, :f] { Test.expect_raise(:badarg) { Task.async(f) } }
}

# MARK: await_many

Test.test("await_many gives the values in the order of the tasks") {
  let tasks = for n in 1..100 { Task.async { n } }
  Test.expect_equal(Task.await_many(tasks), 1..100)
  Test.expect_equal(Task.await_many([]), [])
  Test.expect_equal(mailbox(), [])
}

Test.test("await_many exits when one fails or is late, and nothing is left of the others") {
  Process.trap_exit()
  let good = Task.async { 1 }
  let bad = Task.async { exit(:failed) }
  let slow = Task.async { forever() }
  down(bad.pid)
  let tasks = [good, bad, slow]
  Test.expect_raise((:exit, (:failed, (Task, :await_many, [tasks, 5_000])))) { Task.await_many(tasks) }
  let others = [slow, Task.async { 2 }]
  Test.expect_raise((:exit, (:timeout, (Task, :await_many, [others, 1])))) { Task.await_many(others, 1) }
  exit(slow.pid, :kill)
  down(slow.pid)
  Test.expect(List.all?(mailbox()) { message in elem(message, 0) == :EXIT })
}

Test.test("a wrong time raises") {
  let task = Task.async { forever() }
  for time in [-1, 1.5, :soon] {
    Test.expect_raise(:timeout_value) { Task.await(task, time) }
    Test.expect_raise(:timeout_value) { Task.await_many([task], time) }
    Test.expect_raise(:timeout_value) { Task.yield_many([task], time) }
  }
  Task.shutdown(task, :brutal_kill)
}

# MARK: yield

Test.test("yield looks, and one can look again") {
  let task = Task.async { receive { :go -> :value } }
  Test.expect_equal(Task.yield(task, 0), nil)
  Test.expect_equal(Task.yield(task, 1), nil)
  task.pid ! :go
  Test.expect_equal(Task.yield(task, :infinity), (:ok, :value))
  Test.expect_equal(Task.yield(task, 0), nil)
}

Test.test("yield gives the reason of a failure") {
  Process.trap_exit()
  let task = Task.async { exit(:failed) }
  Test.expect_equal(Task.yield(task), (:exit, :failed))
}

Test.test("yield_many") {
  Process.trap_exit()
  let good = Task.async { 1 }
  let bad = Task.async { exit(:failed) }
  let slow = Task.async { receive { :go -> 3 } }
  down(good.pid)
  down(bad.pid)
  Test.expect_equal(Task.yield_many([good, bad, slow], 1),
    [(good, (:ok, 1)), (bad, (:exit, :failed)), (slow, nil)])
  slow.pid ! :go
  Test.expect_equal(Task.yield_many([slow]), [(slow, (:ok, 3))])
}

Test.test("yield_many can end those that are late, or let them go") {
  let killed = Task.async { forever() }
  Test.expect_equal(Task.yield_many([killed], timeout: 1, on_timeout: :kill_task), [(killed, nil)])
  Test.expect(not Process.alive?(killed.pid))
  let ignored = Task.async { forever() }
  Test.expect_equal(Task.yield_many([ignored], timeout: 1, on_timeout: :ignore), [(ignored, nil)])
  Test.expect(Process.alive?(ignored.pid))
  exit(ignored.pid, :kill)
  Test.expect_raise((:bad_option, :limits)) { Task.yield_many([], limits: 1) }
}

# MARK: shutdown and ignore

Test.test("shutdown ends a task and not its owner") {
  let task = Task.async { forever() }
  let ref = monitor(task.pid)
  Test.expect_equal(Task.shutdown(task), nil)
  Test.expect_receive() { (:DOWN, ^ref, _, _, :shutdown) in :ok }
  let other = Task.async { forever() }
  let watch = monitor(other.pid)
  Test.expect_equal(Task.shutdown(other, :brutal_kill), nil)
  Test.expect_receive() { (:DOWN, ^watch, _, _, :killed) in :ok }
  Test.expect_equal(mailbox(), [])
}

Test.test("shutdown gives what the task was faster with") {
  Process.trap_exit()
  let good = Task.async { :value }
  let bad = Task.async { exit(:failed) }
  let normal = Task.async { exit(:normal) }
  for task in [good, bad, normal] { down(task.pid) }
  Process.flush()
  let good = Task.async { :value }
  down(good.pid)
  Test.expect_equal(Task.shutdown(good), (:ok, :value))
  let bad = Task.async { exit(:failed) }
  down(bad.pid)
  Test.expect_equal(Task.shutdown(bad, :brutal_kill), (:exit, :failed))
  let normal = Task.async { exit(:normal) }
  down(normal.pid)
  Test.expect_equal(Task.shutdown(normal), (:exit, :normal))
}

Test.test("a task that has been seen to end has nothing more to give") {
  Process.trap_exit()
  let task = Task.async { exit(:failed) }
  Test.expect_equal(Task.yield(task), (:exit, :failed))
  Test.expect_equal(Task.shutdown(task), (:exit, :noproc))
}

Test.test("a task that does not mind is killed when the time is over") {
  let me = self()
  let task = Task.async {
    Process.trap_exit()
    me ! :ready
    receive { :never -> :ok }
  }
  Test.expect_receive() { :ready in :ok }
  let ref = monitor(task.pid)
  Test.expect_equal(Task.shutdown(task, 5), nil)
  Test.expect_receive() { (:DOWN, ^ref, _, _, :killed) in :ok }
}

Test.test("a task may use the time of shutdown to give its value") {
  let me = self()
  let task = Task.async {
    Process.trap_exit()
    me ! :ready
    receive { (:EXIT, _, :shutdown) -> :in_time }
  }
  Test.expect_receive() { :ready in :ok }
  Test.expect_equal(Task.shutdown(task, :infinity), (:ok, :in_time))
}

Test.test("a task that fails by itself in the time of shutdown") {
  let me = self()
  let task = Task.async {
    Process.trap_exit()
    me ! :ready
    receive { (:EXIT, _, :shutdown) -> exit(:failed) }
  }
  Test.expect_receive() { :ready in :ok }
  Test.expect_equal(Task.shutdown(task), (:exit, :failed))
}

Test.test("an ignored task goes on, and its value is dropped") {
  let me = self()
  let task = Task.async {
    receive { :go -> :ok }
    me ! :done
    :value
  }
  Test.expect_equal(Task.ignore(task), nil)
  task.pid ! :go
  Test.expect_receive() { :done in :ok }
  down(task.pid)
  Test.expect_equal(mailbox(), [])
}

Test.test("an ignored task does not end with its owner, nor the owner with it") {
  let me = self()
  let owner = spawn {
    let task = Task.async { receive { :go -> exit(:failed) } }
    Task.ignore(task)
    me ! (:task, task.pid)
    receive { :end -> exit(:over) }
  }
  let task = Test.expect_receive() { (:task, pid) in pid }
  let ref = monitor(owner)
  owner ! :end
  Test.expect_receive() { (:DOWN, ^ref, _, _, :over) in :ok }
  Test.expect(Process.alive?(task))
  let watch = monitor(task)
  task ! :go
  Test.expect_receive() { (:DOWN, ^watch, _, _, :failed) in :ok }
}

Test.test("ignore gives what is there already") {
  let task = Task.async { :value }
  down(task.pid)
  Test.expect_equal(Task.ignore(task), (:ok, :value))
}

# MARK: Without a value

Test.test("start and start_link") {
  let me = self()
  let (:ok, a) = Task.start { me ! (:a, self()) }
  Test.expect_receive() { (:a, ^a) in :ok }
  let (:ok, b) = Task.start_link { me ! (:b, self()) }
  Test.expect_receive() { (:b, ^b) in :ok }
  Process.trap_exit()
  let (:ok, c) = Task.start_link { exit(:failed) }
  Test.expect_receive() { (:EXIT, ^c, :failed) in :ok }
  let (:ok, d) = Task.start(Process, :sleep, [:infinity])
  exit(d, :kill)
  let (:ok, e) = Task.start_link(Process, :sleep, [0])
  Test.expect_receive() { (:EXIT, ^e, :normal) in :ok }
}

Test.test("a task as a supervisor's child") {
  let me = self()
  let job = fn() {
    me ! (:up, self())
    receive { :end -> :ok }
  }
  let spec = Task.child_spec(job)
  let (:ok, sup) = Supervisor.start_link([spec, %{spec | id: :again, restart: :permanent}])
  let first = Test.expect_receive() { (:up, pid) in pid }
  let second = Test.expect_receive() { (:up, pid) in pid }
  for pid in [first, second] {
    let ref = monitor(pid)
    pid ! :end
    Test.expect_receive() { (:DOWN, ^ref, _, _, :normal) in :ok }
  }
  Test.expect_receive() { (:up, _) in :ok }
  Test.expect_equal(Supervisor.count_children(sup).active, 1)
  Supervisor.stop(sup)
  Test.refute_receive(1) { (:up, _) in true }
}
