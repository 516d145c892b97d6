# StateMachine: starting, calling, stopping and crashing machines, and looking into them.

# A machine whose data is the function that handles its events, so that each test brings its own.
module StateMachineTest.Scripted {
  fn callback_mode() { :handle_event }
  fn init((state, f))          { (:ok, state, f) }
  fn init((state, f, actions)) { (:ok, state, f, actions) }
  fn handle_event(type, content, state, f) { f(type, content, state) }
  fn terminate(reason, state, f) { f(:terminate, reason, state) }
}

# A machine whose `init` does what it is told.
module StateMachineTest.Starter {
  fn callback_mode() { :handle_event }
  fn init(f) { f() }
  fn handle_event((:call, from), _, state, data) {
    (:keep_state_and_data, (:reply, from, (state, data)))
  }
}

module StateMachineTest.NoMode {
  fn callback_mode() { :sideways }
  fn init(_) { (:ok, :a, 0) }
}

# A counter with a function for each state, without `terminate`.
module StateMachineTest.Switch {
  fn callback_mode() { [:state_functions] }
  fn init(n) { (:ok, :off, n) }

  fn off((:call, from), :press, n) { (:next_state, :on, n + 1, (:reply, from, n + 1)) }
  fn off((:call, from), :look, n)  { (:keep_state_and_data, [(:reply, from, (:off, n))]) }
  fn off(:cast, (:set, n), _)      { (:keep_state, n) }
  fn off(:cast, :throw, n)         { throw((:next_state, :on, n)) }
  fn off(:info, (:set, n), _)      { (:keep_state, n) }

  fn on((:call, from), :press, n) { (:next_state, :off, n, (:reply, from, n)) }
  fn on((:call, from), :look, n)  { (:keep_state_and_data, [(:reply, from, (:on, n))]) }
}

# Two modules that share a machine.
module StateMachineTest.First {
  fn callback_mode() { :handle_event }
  fn init(n) { (:ok, :a, n) }
  fn handle_event((:call, from), :who, state, n) {
    (:keep_state_and_data, (:reply, from, (:first, state, n)))
  }
  fn handle_event((:call, from), action, _, n) {
    (:keep_state, n + 1, [action, (:reply, from, :changed)])
  }
}

module StateMachineTest.Second {
  fn callback_mode() { :state_functions }
  fn a((:call, from), :who, n) { (:keep_state_and_data, (:reply, from, (:second, :a, n))) }
  fn a((:call, from), action, n) { (:keep_state, n + 1, [action, (:reply, from, :changed)]) }
}

fn start(f) {
  let (:ok, pid) = StateMachine.start(StateMachineTest.Scripted, (:a, f))
  pid
}

# A machine that answers the call `x` by what `f(from, x)` gives, and tells of its end.
fn start_answering(f) {
  let me = self()
  start(fn(type, content, state) {
    match type {
      (:call, from) -> f(from, content)
      :terminate    -> me ! (:terminated, content, state)
      _             -> :keep_state_and_data
    }
  })
}

fn exit_of(f) { try { f() } catch { (:exit, reason) -> reason } }

fn end_of(ref) { receive { (:DOWN, ^ref, :process, _, reason) -> reason } }

# Keeps the reports of crashes that a test is about off the screen; they come as messages.
fn expect_crashes() { Events.subscribe(:crash, takes_over: true) }

# MARK: Starting

Test.test("start gives a pid, and the machine is in its first state") {
  let (:ok, pid) = StateMachine.start(StateMachineTest.Switch, 5)
  Test.expect_equal(StateMachine.call(pid, :look), (:off, 5))
  Test.expect_equal(Process.info(pid, :links) or [], [])
}

Test.test("start_link links the machine to its starter") {
  Process.trap_exit()
  let (:ok, pid) = StateMachine.start_link(StateMachineTest.Switch, 5)
  exit(pid, :kill)
  Test.expect_receive() { (:EXIT, p, :killed) in p }
}

Test.test("a name reaches the machine, is taken only once, and is free after its end") {
  let (:ok, pid) = StateMachine.start(StateMachineTest.Switch, 1, name: :statem_named)
  Test.expect_equal(StateMachine.call(:statem_named, :look), (:off, 1))
  Test.expect_equal(StateMachine.call((:statem_named, node()), :look), (:off, 1))
  Test.expect_equal(StateMachine.start(StateMachineTest.Switch, 1, name: :statem_named),
    (:error, (:already_started, pid)))
  Test.expect_equal(StateMachine.stop(:statem_named), :ok)
  Test.expect_equal(whereis(:statem_named), nil)
  let (:ok, again) = StateMachine.start(StateMachineTest.Switch, 2, name: :statem_named)
  Test.expect_equal(StateMachine.stop(again), :ok)
}

Test.test("an unknown option is refused") {
  Test.expect_raise((:bad_option, :nmae)) {
    StateMachine.start(StateMachineTest.Switch, 1, nmae: :x)
  }
}

Test.test("init may ignore, stop, fail, raise, exit, throw or give nonsense") {
  let begin = fn(f) { StateMachine.start(StateMachineTest.Starter, f, name: :statem_failing) }
  Test.expect_equal(begin(fn() { :ignore }), :ignore)
  Test.expect_equal(begin(fn() { (:stop, :tired) }), (:error, :tired))
  Test.expect_equal(begin(fn() { (:error, :broken) }), (:error, :broken))
  Test.expect_equal(begin(fn() { exit(:left) }), (:error, :left))
  Test.expect_equal(begin(fn() { throw((:stop, :thrown)) }), (:error, :thrown))
  Test.expect_equal(begin(fn() { :nonsense }), (:error, (:bad_return_from_init, :nonsense)))
  Test.expect_match(begin(fn() { raise(:wrong) })) { (:error, (:wrong, [_ | _])) in :ok }
  Test.expect_equal(whereis(:statem_failing), nil)
  let (:ok, pid) = begin(fn() { throw((:ok, :thrown, 1)) })
  Test.expect_equal(StateMachine.call(pid, :look), (:thrown, 1))
}

Test.test("a start that takes too long is given up") {
  let slow = fn() { receive { :never -> :ok } }
  Test.expect_equal(StateMachine.start(StateMachineTest.Starter, slow, timeout: 5),
    (:error, :timeout))
}

Test.test("a module with a wrong or without a callback mode does not start") {
  Test.expect_equal(StateMachine.start(StateMachineTest.NoMode, 0),
    (:error, (:bad_return_from_callback_mode, :sideways)))
  Test.expect_match(StateMachine.start(List, 0)) { (:error, (:undef, _)) in :ok }
}

# MARK: Requests

Test.test("calls, casts and messages reach the function of the state") {
  let (:ok, pid) = StateMachine.start(StateMachineTest.Switch, 0)
  Test.expect_equal(StateMachine.call(pid, :press), 1)
  Test.expect_equal(StateMachine.call(pid, :press), 1)
  Test.expect_equal(StateMachine.cast(pid, (:set, 10)), :ok)
  Test.expect_equal(StateMachine.call(pid, :look), (:off, 10))
  pid ! (:set, 20)
  Test.expect_equal(StateMachine.call(pid, :look), (:off, 20))
}

Test.test("what a callback throws is its result") {
  let (:ok, pid) = StateMachine.start(StateMachineTest.Switch, 3)
  StateMachine.cast(pid, :throw)
  Test.expect_equal(StateMachine.call(pid, :look), (:on, 3))
}

Test.test("a call may be answered by another process") {
  let pid = start_answering(fn(from, x) {
    spawn { StateMachine.reply(from, (:later, x)) }
    :keep_state_and_data
  })
  Test.expect_equal(StateMachine.call(pid, 1), (:later, 1))
}

Test.test("a request that was sent can be waited for") {
  let pid = start_answering(fn(from, x) { (:keep_state_and_data, (:reply, from, x + 1)) })
  let a = StateMachine.send_request(pid, 1)
  let b = StateMachine.send_request(pid, 2)
  Test.expect_equal(StateMachine.receive_response(b, :infinity), (:reply, 3))
  Test.expect_equal(StateMachine.receive_response(a, :infinity), (:reply, 2))
}

Test.test("a call fails as calls of a GenServer do") {
  let gone = spawn { :ok }
  Process.wait(gone)
  Test.expect_equal(exit_of(fn() { StateMachine.call(gone, :x) }),
    (:noproc, (StateMachine, :call, [gone, :x])))
  Test.expect_equal(exit_of(fn() { StateMachine.call(:statem_no_such, :x, 10) }),
    (:noproc, (StateMachine, :call, [:statem_no_such, :x, 10])))
  let stops = start_answering(fn(_, _) { (:stop, :shutdown) })
  Test.expect_equal(exit_of(fn() { StateMachine.call(stops, :x) }),
    (:shutdown, (StateMachine, :call, [stops, :x])))
  let own = start_answering(fn(from, _) {
    let reason = exit_of(fn() { StateMachine.call(self(), :x) })
    (:keep_state_and_data, (:reply, from, elem(reason, 0)))
  })
  Test.expect_equal(StateMachine.call(own, :x), :calling_self)
}

Test.test("an answer that is late does not reach the caller") {
  let pid = start_answering(fn(from, x) {
    match x {
      :first -> { receive { :go_on -> :ok }; (:keep_state_and_data, (:reply, from, :late)) }
      _      -> (:keep_state_and_data, (:reply, from, :on_time))
    }
  })
  Test.expect_match(exit_of(fn() { StateMachine.call(pid, :first, 1) })) { (:timeout, _) in :ok }
  pid ! :go_on
  Test.expect_equal(StateMachine.call(pid, :second), :on_time)
  Test.expect_equal(Process.flush(), [])
}

# MARK: Stopping

Test.test("stop ends the machine through terminate") {
  let pid = start_answering(fn(_, _) { :keep_state_and_data })
  let ref = monitor(pid)
  Test.expect_equal(StateMachine.stop(pid), :ok)
  Test.expect_equal(end_of(ref), :normal)
  Test.expect_receive() { (:terminated, :normal, :a) in :ok }
  let other = start_answering(fn(_, _) { :keep_state_and_data })
  let ref = monitor(other)
  Test.expect_equal(StateMachine.stop(other, (:shutdown, :enough), 60_000), :ok)
  Test.expect_equal(end_of(ref), (:shutdown, :enough))
  Test.expect_receive() { (:terminated, (:shutdown, :enough), :a) in :ok }
  Test.expect_equal(exit_of(fn() { StateMachine.stop(pid) }),
    (:noproc, (StateMachine, :stop, [pid])))
}

Test.test("all results that stop the machine") {
  let me = self()
  let ending = fn(f) {
    let pid = start_answering(f)
    let ref = monitor(pid)
    let reply = try { StateMachine.call(pid, :stop) } catch {
      (:exit, (reason, _)) -> (:exit, reason)
    }
    receive { (:terminated, reason, :a) -> (reply, reason, end_of(ref)) }
  }
  Test.expect_equal(ending(fn(_, _) { :stop }), ((:exit, :normal), :normal, :normal))
  Test.expect_equal(ending(fn(_, _) { (:stop, :shutdown) }),
    ((:exit, :shutdown), :shutdown, :shutdown))
  Test.expect_equal(ending(fn(from, _) { (:stop_and_reply, :normal, (:reply, from, 1)) }),
    (1, :normal, :normal))
  Test.expect_equal(ending(fn(from, _) { (:stop_and_reply, :shutdown, [(:reply, from, 1)]) }),
    (1, :shutdown, :shutdown))
  let last = fn(_, reason, _) { me ! (:last, reason) }
  Test.expect_equal(exit_of(fn() {
    StateMachine.call(start_answering(fn(_, _) { (:stop, :shutdown, last) }), :stop)
  }) |> elem(0), :shutdown)
  Test.expect_receive() { (:last, :shutdown) in :ok }
  Test.expect_equal(StateMachine.call(start_answering(fn(from, _) {
    (:stop_and_reply, :normal, [(:reply, from, :bye)], last)
  }), :stop), :bye)
  Test.expect_receive() { (:last, :normal) in :ok }
}

Test.test("a machine that traps exits ends with its parent, through terminate") {
  expect_crashes()
  let me = self()
  let f = fn(type, content, _) {
    match type {
      :internal  -> Process.trap_exit()
      :terminate -> me ! (:terminated, content)
      _          -> :ok
    }
    :keep_state_and_data
  }
  let parent = spawn {
    let (:ok, pid) = StateMachine.start_link(StateMachineTest.Scripted,
      (:a, f, (:next_event, :internal, :trap)))
    Process.get_state(pid)
    me ! (:machine, pid)
    receive { :go -> exit(:moving_on) }
  }
  let pid = Test.expect_receive() { (:machine, pid) in pid }
  let ref = monitor(pid)
  parent ! :go
  Test.expect_equal(end_of(ref), :moving_on)
  Test.expect_receive() { (:terminated, :moving_on) in :ok }
}

Test.test("the end of another linked process is an :info for a machine that traps exits") {
  let me = self()
  let (:ok, pid) = StateMachine.start(StateMachineTest.Scripted, (:a, fn(type, content, _) {
    match (type, content) {
      (:internal, :trap)          -> Process.trap_exit()
      (:info, (:EXIT, _, reason)) -> me ! (:linked, reason)
      (:cast, f)                  -> f()
      _                           -> :ok
    }
    :keep_state_and_data
  }, (:next_event, :internal, :trap)))
  StateMachine.cast(pid, fn() { spawn_link { exit(:gone) } })
  Test.expect_receive() { (:linked, :gone) in :ok }
  Test.expect_equal(StateMachine.stop(pid), :ok)
}

# MARK: Crashing

Test.test("a crash ends the machine with reason and trace, after terminate, and its callers with it") {
  expect_crashes()
  let pid = start_answering(fn(_, _) { raise(:oops) })
  let ref = monitor(pid)
  Test.expect_match(exit_of(fn() { StateMachine.call(pid, :x) })) {
    ((:oops, [_ | _]), (StateMachine, :call, _)) in :ok
  }
  Test.expect_match(end_of(ref)) { (:oops, [_ | _]) in :ok }
  Test.expect_receive() { (:terminated, (:oops, [_ | _]), :a) in :ok }
}

Test.test("an exit in a callback is the machine's") {
  let pid = start_answering(fn(_, _) { exit((:shutdown, :done)) })
  Test.expect_equal(exit_of(fn() { StateMachine.call(pid, :x) }) |> elem(0), (:shutdown, :done))
  Test.expect_receive() { (:terminated, (:shutdown, :done), :a) in :ok }
}

Test.test("results and actions that are none end the machine and are named in the reason") {
  expect_crashes()
  let reason = fn(result) {
    let pid = start_answering(fn(_, _) { result })
    elem(exit_of(fn() { StateMachine.call(pid, :x) }), 0)
  }
  let bad_action = fn(action) { (:bad_action_from_state_function, action) }
  Test.expect_equal(reason(:nonsense), (:bad_return_from_state_function, :nonsense))
  Test.expect_equal(reason((:next_state, :b)), (:bad_return_from_state_function, (:next_state, :b)))
  let wrong = [
    :nonsense, -1, (:timeout, -1, :x), (:state_timeout, 1.5, :x), (:reply, :nobody, 1),
    (:next_event, :enter, 1), (:next_event, :nonsense, 1), (:postpone, :maybe), (:hibernate, 1),
    ((:clock, :a), 1, :x), (:timeout, 1 bsl 80, :x), :pop_callback_module,
  ]
  for action in wrong {
    Test.expect_equal(reason((:keep_state_and_data, [action])), bad_action(action))
  }
  Test.expect_equal(reason((:keep_state_and_data, [:hibernate | :nonsense])), bad_action(:nonsense))
  Test.expect_equal(reason((:stop_and_reply, :normal, [(:reply, 1)])),
    (:bad_reply_action_from_state_function, (:reply, 1)))
  let change = (:change_callback_module, StateMachineTest.NoMode)
  Test.expect_equal(reason((:keep_state_and_data, change)),
    (:bad_return_from_callback_mode, :sideways))
}

Test.test("a state that has no function crashes the machine") {
  expect_crashes()
  let (:ok, pid) = StateMachine.start(StateMachineTest.Switch, 0)
  Process.replace_state(pid, fn((_, n)) { (:nowhere, n) })
  Test.expect_match(exit_of(fn() { StateMachine.call(pid, :look) })) {
    ((:undef, [(StateMachineTest.Switch, :nowhere, _, _) | _]), _) in :ok
  }
}

Test.test("a crash is reported with the machine, its last event, its state and its data") {
  expect_crashes()
  let (:ok, pid) = StateMachine.start(StateMachineTest.Switch, 7, name: :statem_crashing)
  StateMachine.cast(pid, :nonsense)
  let report = Test.expect_receive() { (:crash, %{name: :statem_crashing} as report) in report }
  Test.expect_equal(report.pid, pid)
  Test.expect_equal(report.class, :error)
  Test.expect_equal(report.reason, :function_clause)
  Test.expect(List.member?(report.details, ("last event", (:cast, :nonsense))))
  Test.expect(List.member?(report.details, ("state", :off)))
  Test.expect(List.member?(report.details, ("data", 7)))
}

# MARK: Looking inside

# sys_SUITE suspend
Test.test("a suspended machine handles no events, but system messages, and then all in order") {
  let me = self()
  let pid = start(fn(type, content, _) { me ! (:event, type, content); :keep_state_and_data })
  Test.expect_equal(Process.suspend(pid), :ok)
  StateMachine.cast(pid, 1)
  pid ! 2
  Test.expect_match(Process.get_state(pid)) { (:a, _) in :ok }
  Test.expect_equal(Process.flush(), [])
  Test.expect_equal(Process.resume(pid), :ok)
  Test.expect_receive() { (:event, :cast, 1) in :ok }
  Test.expect_receive() { (:event, :info, 2) in :ok }
  Process.suspend(pid)
  Test.expect_equal(StateMachine.stop(pid), :ok)
}

Test.test("the state and the data can be seen and replaced, which is no change of state") {
  let (:ok, pid) = StateMachine.start(StateMachineTest.Switch, 1)
  Test.expect_equal(Process.get_state(pid), (:off, 1))
  Test.expect_equal(Process.replace_state(pid, fn((:off, n)) { (:on, n + 1) }), (:on, 2))
  Test.expect_equal(StateMachine.call(pid, :look), (:on, 2))
  Test.expect_raise(fn((:badmatch, :nonsense)) { true }) {
    Process.replace_state(pid, fn(_) { :nonsense })
  }
  Test.expect_equal(StateMachine.call(pid, :look), (:on, 2))
}

Test.test("a machine hibernates by an action or after a time, and wakes") {
  let pid = start_answering(fn(from, x) {
    (:keep_state_and_data, [(:reply, from, x), :hibernate])
  })
  Test.expect_equal(StateMachine.call(pid, 1), 1)
  Test.expect_equal(StateMachine.call(pid, 2), 2)
  let (:ok, idle) = StateMachine.start(StateMachineTest.Switch, 1, hibernate_after: 1)
  Process.sleep(5)
  Test.expect_equal(StateMachine.call(idle, :press), 2)
  Process.sleep(5)
  Test.expect_equal(StateMachine.call(idle, :press), 2)
}

Test.test("another module takes over, and gives back") {
  let (:ok, pid) = StateMachine.start(StateMachineTest.First, 0)
  let say = fn(x) { StateMachine.call(pid, x) }
  Test.expect_equal(say((:push_callback_module, StateMachineTest.Second)), :changed)
  Test.expect_equal(say(:who), (:second, :a, 1))
  Test.expect_equal(say(:pop_callback_module), :changed)
  Test.expect_equal(say(:who), (:first, :a, 2))
  Test.expect_equal(say((:change_callback_module, StateMachineTest.Second)), :changed)
  Test.expect_equal(say(:who), (:second, :a, 3))
}
