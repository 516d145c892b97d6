# Timers. OTP's cases of timer_simple_SUITE are named in the comments.

fn idle() { spawn { Process.sleep(:infinity) } }

fn ticks(0) { :ok }
fn ticks(n) { receive { :tick -> ticks(n - 1) } }

# MARK: Once

Test.test("a message is sent once, and not before its time") {
  let start = Time.monotonic(:microsecond)
  Timer.send_after(self(), :now, 20)
  Test.expect_receive() { :now in :ok }
  Test.expect(Time.monotonic(:microsecond) - start >= 20_000)
  Test.refute_receive(30) { :now in true }
}

Test.test("messages come in the order of their times") {
  for ms in [40, 0, 20] { Timer.send_after(self(), ms, ms) }
  Test.expect_equal(for _ in 1..3 { receive { ms -> ms } }, [0, 20, 40])
}

Test.test("a call is made in a process of its own, and not before its time") {
  let me = self()
  let start = Time.monotonic(:microsecond)
  Timer.apply_after(10) { me ! (:called, self(), Time.monotonic(:microsecond)) }
  let (pid, at) = Test.expect_receive() { (:called, pid, at) in (pid, at) }
  Test.expect(pid != me)
  Test.expect(at - start >= 10_000)
}

Test.test("a call is made though the caller has ended") {
  let me = self()
  let pid = spawn {
    Timer.apply_after(5) { me ! :called }
    me ! :asked
    receive { :end -> :ok }
  }
  Test.expect_receive() { :asked in :ok }
  pid ! :end
  Test.expect_receive() { :called in :ok }
}

Test.test("a process is told to end after a time, or killed") {
  let a = idle()
  let ref = monitor(a)
  Timer.exit_after(1, a, :late)
  Test.expect_receive() { (:DOWN, ^ref, _, _, reason) in Test.expect_equal(reason, :late) }
  let b = idle()
  let other = monitor(b)
  Timer.kill_after(1, b)
  Test.expect_receive() { (:DOWN, ^other, _, _, reason) in Test.expect_equal(reason, :killed) }
}

# MARK: Cancelling

# cancel1
Test.test("a timer that is over can be cancelled, and what is no timer cannot") {
  let once = Timer.send_after(self(), :now, 0)
  Test.expect_receive() { :now in :ok }
  Test.expect_equal(Timer.cancel(once), false)
  Test.expect_equal(Timer.cancel(once), false)
  Test.expect_equal(Timer.cancel(make_ref()), false)
  for nonsense in [nil, :timer, 7, (:timer, 1), "timer", [], self()] {
    Test.expect_raise(:badarg) { Timer.cancel(nonsense) }
  }
}

Test.test("cancelling a message gives the time that was left") {
  let left = Timer.cancel(Timer.send_after(self(), :never, 100_000))
  Test.expect(left > 0 and left <= 100_000)
  Test.refute_receive(5) { :never in true }
}

Test.test("no call comes after the cancelling") {
  let me = self()
  let timer = Timer.apply_after(1_000) { me ! :called }
  Test.expect_equal(Timer.cancel(timer), :ok)
  Test.expect_equal(Timer.cancel(timer), :ok)
  let (:timer, pid) = timer
  Test.expect(not Process.alive?(pid))
  Test.refute_receive(5) { :called in true }
}

Test.test("a call that has begun goes on when its timer is cancelled") {
  let me = self()
  let timer = Timer.apply_after(0) {
    me ! (:begun, self())
    receive { :go -> me ! :done }
  }
  let pid = Test.expect_receive() { (:begun, pid) in pid }
  Timer.cancel(timer)
  pid ! :go
  Test.expect_receive() { :done in :ok }
}

Test.test("no message comes after the cancelling of an interval") {
  let timer = Timer.send_interval(self(), :tick, 1)
  ticks(3)
  Test.expect_equal(Timer.cancel(timer), :ok)
  Process.flush()
  Test.refute_receive(10) { :tick in true }
  Test.expect_equal(Timer.cancel(timer), :ok)
}

Test.test("an interval can be cancelled by its own call") {
  let me = self()
  let timer = Timer.every(1) {
    me ! (:tick, self())
    let timer = receive { (:timer, _) as timer -> timer }
    Timer.cancel(timer)
    me ! :not_reached
  }
  let pid = Test.expect_receive() { (:tick, pid) in pid }
  let ref = monitor(pid)
  pid ! timer
  Test.expect_receive() { (:DOWN, ^ref, _, _, :killed) in :ok }
  Test.refute_receive(5) { :not_reached in true }
}

# MARK: Intervals

Test.test("an interval sends again and again, never early") {
  let start = Time.monotonic(:microsecond)
  let timer = Timer.send_interval(self(), :tick, 5)
  for n in 1..10 {
    Test.expect_receive() { :tick in :ok }
    Test.expect(Time.monotonic(:microsecond) - start >= n * 5_000)
  }
  Timer.cancel(timer)
}

Test.test("a late tick does not put off the others, and none is lost") {
  let me = self()
  let start = Time.monotonic(:millisecond)
  # The first call takes the time of many; the rest are made up for without a wait.
  let timer = Timer.every(2) {
    if Process.put(:called, true) == nil { Process.sleep(100) }
    me ! (:tick, Time.monotonic(:millisecond))
  }
  let times = for _ in 1..51 { receive { (:tick, at) -> at } }
  Timer.cancel(timer)
  Test.expect(List.last(times) - start >= 102)
  # Were a tick counted from the end of the call before, none would follow another in less than 2 ms.
  let gaps = List.map(List.zip(times, tl(times))) { (a, b) in b - a }
  Test.expect(List.any?(gaps) { gap in gap < 2 })
}

# send_interval5
Test.test("an interval ends with its receiver") {
  let pid = idle()
  let (:timer, timer) = Timer.send_interval(pid, :tick, 1)
  let ref = monitor(timer)
  Test.expect(Process.alive?(timer))
  exit(pid, :kill)
  Test.expect_receive() { (:DOWN, ^ref, _, _, :normal) in :ok }
}

# send_interval5, with a name
Test.test("an interval for a name is for the process that has it") {
  let pid = spawn(name: :timer_test_receiver) { Process.sleep(:infinity) }
  let (:timer, timer) = Timer.send_interval(:timer_test_receiver, :tick, 1)
  Test.expect_eventually { Process.message_count(pid) > 2 }
  let ref = monitor(timer)
  exit(pid, :kill)
  Test.expect_receive() { (:DOWN, ^ref, _, _, :normal) in :ok }
  Test.expect_raise(:badarg) { Timer.send_interval(:timer_test_receiver, :tick, 1) }
}

Test.test("an interval for a process that has ended ends at once") {
  let pid = spawn { :ok }
  Process.wait(pid)
  let (:timer, timer) = Timer.send_interval(pid, :tick, 60_000)
  Test.expect_eventually { not Process.alive?(timer) }
}

Test.test("calls at intervals end with the process that asked for them") {
  let me = self()
  let pid = spawn {
    let (:timer, timer) = Timer.every(1) { me ! :tick }
    me ! (:timer, timer)
    receive { :end -> :ok }
  }
  let timer = Test.expect_receive() { (:timer, timer) in timer }
  let ref = monitor(timer)
  ticks(3)
  pid ! :end
  Test.expect_receive() { (:DOWN, ^ref, _, _, :normal) in :ok }
}

Test.test("calls of every are made one after the other, in one process") {
  let me = self()
  let timer = Timer.every(1) { me ! (:tick, self()) }
  let pids = for _ in 1..5 { receive { (:tick, pid) -> pid } }
  Timer.cancel(timer)
  Test.expect_equal(List.length(List.uniq(pids)), 1)
}

Test.test("calls of apply_interval have processes of their own, and failures end nothing") {
  let me = self()
  let timer = Timer.apply_interval(1) {
    me ! (:tick, self())
    exit(:failed)
  }
  let pids = for _ in 1..5 { receive { (:tick, pid) -> pid } }
  Timer.cancel(timer)
  Test.expect_equal(List.length(List.uniq(pids)), 5)
}

Test.test("a mailbox that rejects loses ticks, and the interval goes on") {
  let me = self()
  let pid = spawn(mailbox: 2, overflow: :reject) {
    receive { :count -> me ! :counting }
    ticks(5)
    me ! :counted
    Process.sleep(:infinity)
  }
  pid ! :count
  Test.expect_receive() { :counting in :ok }
  let timer = Timer.send_interval(pid, :tick, 1)
  Test.expect_receive() { :counted in :ok }
  Test.expect_eventually { Process.message_count(pid) == 2 }
  let (:timer, process) = timer
  Test.refute_receive(5) { _ in true }
  Test.expect(Process.alive?(process))
  Timer.cancel(timer)
  exit(pid, :kill)
}

Test.test("a mailbox that blocks holds up its own interval alone") {
  let full = spawn(mailbox: 1, overflow: :block) { Process.sleep(:infinity) }
  let timer = Timer.send_interval(full, :tick, 1)
  Test.expect_eventually { Process.message_count(full) == 1 }
  let other = Timer.send_interval(self(), :tick, 1)
  ticks(5)
  Test.expect_equal(Timer.cancel(timer), :ok)
  Test.expect_equal(Timer.cancel(other), :ok)
  exit(full, :kill)
}

Test.test("many intervals") {
  let timers = for n in 1..1_000 { Timer.send_interval(self(), (:tick, n), 20) }
  for n in 1..1_000 { Test.expect_equal(receive { (:tick, ^n) -> n }, n) }
  for timer in timers { Timer.cancel(timer) }
  for (:timer, pid) in timers { Test.expect(not Process.alive?(pid)) }
}

# MARK: Arguments

Test.test("arguments are checked where the call is made") {
  let me = self()
  for ms in [-1, 1.0, :infinity, nil, "1", 0x1_0000_0000] {
    Test.expect_raise(:badarg) { Timer.send_after(me, :x, ms) }
    Test.expect_raise(:badarg) { Timer.send_interval(me, :x, ms) }
    Test.expect_raise(:badarg) { Timer.apply_after(ms, fn() { :ok }) }
    Test.expect_raise(:badarg) { Timer.apply_after(ms, List, :sum, [[]]) }
    Test.expect_raise(:badarg) { Timer.every(ms, fn() { :ok }) }
    Test.expect_raise(:badarg) { Timer.apply_interval(ms, fn() { :ok }) }
    Test.expect_raise(:badarg) { Timer.exit_after(ms, me, :x) }
  }
  Test.expect_raise(:badarg) { Timer.send_interval(me, :x, 0) }
  Test.expect_raise(:badarg) { Timer.every(0, fn() { :ok }) }
  for target in [nil, 7, "name", (:a, :b), :nobody_has_this_name] {
    Test.expect_raise(:badarg) { Timer.send_interval(target, :x, 1) }
  }
  for f in [nil, :f, 7] {
    Test.expect_raise(:badarg) { Timer.apply_after(1, f) }
    Test.expect_raise(:badarg) { Timer.every(1, f) }
    Test.expect_raise(:badarg) { Timer.apply_interval(1, f) }
  }
  Test.expect_raise(:badarg) { Timer.apply_after(1, "List", :sum, []) }
  Test.expect_raise(:badarg) { Timer.apply_interval(1, List, :sum, nil) }
  Test.expect_raise(:badarg) { Timer.exit_after(1, :name, :x) }
}
