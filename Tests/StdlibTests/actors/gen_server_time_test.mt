# Time-outs of servers, and hibernation.

module TimeProbe {
  fn init(f) when is_function(f) { f() }
  fn init(owner) { (:ok, owner) }
  fn handle_call(f, from, state) { f(from, state) }
  fn handle_cast(f, state) { f(state) }
  fn handle_continue(f, state) { f(state) }
  fn handle_info((:run, f), state) { f(state) }
  fn handle_info(message, owner) {
    owner ! (:info, message)
    (:noreply, owner)
  }
}

fn start(x) { start(x, %{}) }
fn start(x, options) {
  let (:ok, pid) = GenServer.start_link(TimeProbe, x, options)
  pid
}

# A hibernating server waits in the function that it will wake up in.
fn expect_asleep(pid) {
  Test.expect_eventually { Process.info(pid, :current_function) == (GenServer, :wake_up, 3) }
}

fn expect_awake(pid) {
  Test.expect_eventually { Process.info(pid, :current_function) == (GenServer, :loop, 5) }
}

# So that no test is the one that loads the library.
GenServer.stop(start(nil, %{priority: :normal}))

# MARK: Time-outs

Test.test("a time-out is not early, and comes once") {
  let me = self()
  let before = Time.monotonic(:millisecond)
  let p = start(fn() { (:ok, me, 20) })
  Test.expect_receive() { (:info, :timeout) in :ok }
  Test.expect(Time.monotonic(:millisecond) - before >= 20)
  Test.refute_receive(60) { (:info, :timeout) in true }
  Test.expect_equal(Process.get_state(p), me)
}

Test.test("a time-out of 0 comes after the messages that are there already") {
  let me = self()
  start(fn() {
    self() ! :first
    (:ok, me, 0)
  })
  Test.expect_receive() { (:info, :first) in :ok }
  # and that message has cancelled it
  Test.refute_receive(20) { (:info, :timeout) in true }
}

Test.test("any message cancels a time-out: calls, casts, others") {
  let me = self()
  let wakers = [
    fn(p) { GenServer.send_request(p, fn(_, s) { (:reply, :ok, s) }) },
    fn(p) { GenServer.cast(p, fn(s) { (:noreply, s) }) },
    fn(p) { p ! :hello },
  ]
  for wake in wakers {
    let p = start(fn() {
      self() ! (:run, fn(_) { (:noreply, me, 40) })
      (:ok, me)
    })
    Process.suspend(p)
    wake(p)
    Process.resume(p)
    Process.sleep(80)
    let timeouts = for (:info, :timeout) in Process.flush() { 1 }
    Test.expect_equal(timeouts, [])
    GenServer.stop(p)
  }
}

Test.test("each return may ask for the time-out anew") {
  let me = self()
  let p = start(me)
  p ! (:run, fn(_) { (:noreply, me, 60_000) })
  p ! (:run, fn(_) { (:noreply, me, 0) })
  Test.expect_receive() { (:info, :timeout) in :ok }
  p ! (:run, fn(_) { (:noreply, me, :infinity) })
  Test.refute_receive(10) { (:info, :timeout) in true }
}

Test.test("a look at the state leaves the time-out alone") {
  let me = self()
  let p = start(fn() { (:ok, me, 30) })
  Test.expect_equal(Process.get_state(p), me)
  Test.expect_receive() { (:info, :timeout) in :ok }
  p ! (:run, fn(_) { (:noreply, me, 30) })
  Process.suspend(p)
  Process.replace_state(p) { s in s }
  Process.resume(p)
  Test.expect_receive() { (:info, :timeout) in :ok }
}

Test.test("a server without handle_info does not mind a time-out") {
  let (:ok, p) = GenServer.start_link(TimePlain, 7)
  GenServer.cast(p, :soon)
  Process.sleep(5)
  Test.expect_equal(Process.get_state(p), 7)
}

module TimePlain {
  fn init(state) { (:ok, state, 0) }
  fn handle_cast(:soon, state) { (:noreply, state, 1) }
}

Test.test("times that are none") {
  let me = self()
  for time in [-1, 1.5, :soon, 0x1_0000_0000, nil] {
    let (:ok, p) = GenServer.start(TimeProbe, me)
    let watch = monitor(p)
    p ! (:run, fn(s) { (:noreply, s, time) })
    Test.expect_match(Test.expect_receive() { (:DOWN, ^watch, _, _, r) in r }) { (:bad_return_value, _) in :ok }
  }
}

# MARK: gen_server_SUITE hibernate

Test.test("init may hibernate") {
  let me = self()
  let p = start(fn() { (:ok, me, :hibernate) })
  expect_asleep(p)
  Test.expect_equal(GenServer.call(p, fn(_, s) { (:reply, s, s) }), me)
  expect_awake(p)
}

Test.test("all callbacks may hibernate, and any message wakes the server") {
  let me = self()
  let p = start(me)
  expect_awake(p)
  Test.expect_equal(GenServer.call(p, fn(_, s) { (:reply, :zzz, s, :hibernate) }), :zzz)
  expect_asleep(p)
  GenServer.cast(p, fn(s) { (:noreply, s, :hibernate) })
  expect_asleep(p)
  p ! (:run, fn(s) { (:noreply, s, :hibernate) })
  expect_asleep(p)
  p ! (:run, fn(s) { (:noreply, s, (:continue, fn(s) { (:noreply, s, :hibernate) })) })
  expect_asleep(p)
  p ! :hello
  Test.expect_receive() { (:info, :hello) in :ok }
  Process.get_state(p)
  expect_awake(p)
}

Test.test("a server hibernates not at all while messages wait") {
  let me = self()
  let p = start(me)
  Process.suspend(p)
  p ! (:run, fn(s) { (:noreply, s, :hibernate) })
  p ! :one
  p ! :two
  Process.resume(p)
  Test.expect_receive() { (:info, :one) in :ok }
  Test.expect_receive() { (:info, :two) in :ok }
}

Test.test("a look at the state of a server that hibernates lets it sleep on") {
  let me = self()
  let p = start(me)
  p ! (:run, fn(s) { (:noreply, s, :hibernate) })
  expect_asleep(p)
  Test.expect_equal(Process.get_state(p), me)
  expect_asleep(p)
  Process.replace_state(p) { _ in (:new, me) }
  expect_asleep(p)
  Process.suspend(p)
  Process.resume(p)
  expect_asleep(p)
  Test.expect_equal(Process.get_state(p), (:new, me))
}

Test.test("the state is whole after hibernation, and the heap small") {
  let big = for i in 1..500 { (i, "text \(i)") }
  let p = start(fn() { (:ok, :small) })
  GenServer.call(p, fn(_, _) { (:reply, :ok, big) })
  # Until a collection the state is where the message brought it.
  Process.garbage_collect(p)
  Process.get_state(p)
  let before = Process.info(p, :total_heap_size)
  GenServer.call(p, fn(_, s) { (:reply, :ok, (:kept, List.take(s, 3)), :hibernate) })
  expect_asleep(p)
  let asleep = Process.info(p, :total_heap_size)
  Test.expect(asleep < 200 and before > 1_000, "\(before) words became \(asleep)")
  Test.expect_equal(Process.get_state(p), (:kept, [(1, "text 1"), (2, "text 2"), (3, "text 3")]))
}

Test.test("a server that hibernates can be stopped, killed, and ends with its parent") {
  let me = self()
  let p = start(fn() { (:ok, me, :hibernate) })
  expect_asleep(p)
  Test.expect_equal(GenServer.stop(p), :ok)
  let (:ok, q) = GenServer.start(TimeProbe, fn() { (:ok, me, :hibernate) })
  expect_asleep(q)
  let watch = monitor(q)
  exit(q, :kill)
  Test.expect_receive() { (:DOWN, ^watch, _, _, :killed) in :ok }
  let parent = spawn {
    me ! start(fn() { Process.trap_exit(); (:ok, me, :hibernate) })
    receive { :exit -> exit(:gone) }
  }
  let r = Test.expect_receive() { pid in pid }
  expect_asleep(r)
  let watch = monitor(r)
  parent ! :exit
  Test.expect_receive() { (:DOWN, ^watch, _, _, :gone) in :ok }
}

# MARK: gen_server_SUITE auto_hibernate

Test.test("hibernate_after: a server that has nothing to do goes to sleep") {
  let me = self()
  let p = start(me, %{hibernate_after: 1})
  expect_asleep(p)
  Test.expect_equal(GenServer.call(p, fn(_, s) { (:reply, :hi, s) }), :hi)
  expect_asleep(p)
  GenServer.cast(p, fn(s) { (:noreply, s) })
  expect_asleep(p)
  p ! :hello
  expect_asleep(p)
  Test.expect_equal(Process.get_state(p), me)
  expect_asleep(p)
  Test.expect_equal(Process.flush(), [(:info, :hello)])
}

Test.test("hibernate_after: 0 hibernates whenever no message is there") {
  let p = start(self(), %{hibernate_after: 0})
  expect_asleep(p)
  for i in 1..20 { Test.expect_equal(GenServer.call(p, fn(_, s) { (:reply, i, s) }), i) }
  expect_asleep(p)
}

Test.test("hibernate_after does not take the place of a time-out that a callback asked for") {
  let me = self()
  let p = start(me, %{hibernate_after: 1})
  p ! (:run, fn(s) { (:noreply, s, 30) })
  Test.expect_receive() { (:info, :timeout) in :ok }
  expect_asleep(p)
}

Test.test("a server that is never idle for so long stays awake") {
  let p = start(self(), %{hibernate_after: 60_000})
  Test.expect_equal(GenServer.call(p, fn(_, s) { (:reply, 1, s) }), 1)
  expect_awake(p)
}
