# StateMachine: state, event and named time-outs. Nothing here says that a time-out is quick, only that
# none is early, that they come in their order, and that those that were cancelled do not come.

# A machine whose data is the function that handles its events; its result `(:to, state, actions)` stands
# for a change of state that keeps the function.
module StateMachineTimers.Scripted {
  fn callback_mode() { :handle_event }
  fn init((f, actions)) { (:ok, :a, f, actions) }
  fn handle_event(type, content, state, f) {
    match f(type, content, state) {
      (:to, to, actions) -> (:next_state, to, f, actions)
      other              -> other
    }
  }
}

# A machine that tells this process of each event but calls as `(:seen, (state, type, content))`, and does
# what it is called with: `(:act, actions)`, `(:to, state, actions)`, or `(:do, f)`.
fn start_telling(actions) {
  let me = self()
  let (:ok, pid) = StateMachine.start(StateMachineTimers.Scripted, (fn(type, content, state) {
    match (type, content) {
      ((:call, from), (:act, actions))    -> (:keep_state_and_data, [(:reply, from, :ok) | actions])
      ((:call, from), (:to, to, actions)) -> (:to, to, [(:reply, from, :ok) | actions])
      ((:call, from), (:do, f))           -> (:keep_state_and_data, [(:reply, from, :ok) | f()])
      _ -> {
        me ! (:seen, (state, type, content))
        :keep_state_and_data
      }
    }
  }, actions))
  pid
}

fn act(pid, actions) { StateMachine.call(pid, (:act, actions)) }
fn go(pid, to, actions) { StateMachine.call(pid, (:to, to, actions)) }

# Does all that at once: the requests lie in the mailbox before the time-outs that they set.
fn at_once(pid, requests) {
  Process.suspend(pid)
  for request in requests { pid ! (:"$call", (self(), make_ref()), request, :infinity) }
  Process.resume(pid)
}

# The next `n` events that were told of.
fn seen(0) { [] }
fn seen(n) {
  let event = Test.expect_receive(60_000) { (:seen, event) in event }
  [event | seen(n - 1)]
}

# All that was told of, once the machine has nothing more to do but wait.
fn all_seen(pid) {
  Process.get_state(pid)
  for message in Process.flush() { elem(message, 1) }
}

# Waits, within the machine, until the message of a timer that was set before lies in its mailbox.
fn let_a_timer_pass() {
  Process.sleep(1)
  if Process.message_count(self()) == 0 { let_a_timer_pass() } else { [] }
}

let day = 86_400_000

# MARK: State time-outs

# gen_statem_SUITE state_timeout
Test.test("a state time-out comes in its state, and not early") {
  let pid = start_telling([])
  let before = Time.monotonic(:microsecond)
  act(pid, [(:state_timeout, 20, (:content, [1]))])
  Test.expect_equal(seen(1), [(:a, :state_timeout, (:content, [1]))])
  Test.expect(Time.monotonic(:microsecond) - before >= 20_000)
}

Test.test("a change of state cancels the state time-out, other events do not") {
  let pid = start_telling([])
  at_once(pid, [
    (:act, [(:state_timeout, 1, :too_late)]), (:to, :b, []),
    (:act, [(:state_timeout, 5, :b)]), (:act, [(:next_event, :cast, :event)]), (:to, :b, []),
  ])
  Test.expect_equal(seen(2), [(:b, :cast, :event), (:b, :state_timeout, :b)])
  Test.expect_equal(all_seen(pid), [])
}

Test.test("a state time-out set with a change of state is for the new state") {
  let pid = start_telling([(:state_timeout, 5, :from_init)])
  Test.expect_equal(seen(1), [(:a, :state_timeout, :from_init)])
  go(pid, :b, [(:state_timeout, 5, :in_b)])
  Test.expect_equal(seen(1), [(:b, :state_timeout, :in_b)])
  go(pid, :c, [(:state_timeout, 0, :in_c)])
  Test.expect_equal(seen(1), [(:c, :state_timeout, :in_c)])
}

Test.test("setting a timer anew starts it anew") {
  let pid = start_telling([])
  let before = Time.monotonic(:microsecond)
  at_once(pid, [
    (:act, [(:state_timeout, 1, :first)]),
    (:act, [(:state_timeout, 5, :second), (:state_timeout, 30, :third)]),
  ])
  Test.expect_equal(seen(1), [(:a, :state_timeout, :third)])
  Test.expect(Time.monotonic(:microsecond) - before >= 30_000)
  Test.expect_equal(all_seen(pid), [])
}

# MARK: Event time-outs

Test.test("an event time-out comes when no event does") {
  let pid = start_telling([(:timeout, 1, :from_init)])
  Test.expect_equal(seen(1), [(:a, :timeout, :from_init)])
  act(pid, [(:timeout, 1, 1)])
  Test.expect_equal(seen(1), [(:a, :timeout, 1)])
  act(pid, [2])
  Test.expect_equal(seen(1), [(:a, :timeout, 2)])
  act(pid, [:infinity])
  Test.expect_equal(all_seen(pid), [])
}

Test.test("any event cancels an event time-out, be it a message, an inserted one or a time-out") {
  let pid = start_telling([])
  let pass = (:do, fn() {
    Process.sleep(3)
    []
  })
  let last = for (actions, message) in [
    ([(:next_event, :internal, 1)], nil), ([((:timeout, :x), 0, 2)], nil), ([(:state_timeout, 0, 3)], nil),
    ([], (:"$cast", 4)), ([], 5),
  ] {
    Process.suspend(pid)
    pid ! (:"$call", (self(), make_ref()), (:act, [(:timeout, 1, :never) | actions]), :infinity)
    if message != nil { pid ! message }
    let id = StateMachine.send_request(pid, pass)
    Process.resume(pid)
    StateMachine.receive_response(id, :infinity)
    receive { (:seen, (:a, _, n)) -> n }
  }
  Test.expect_equal(last, [1, 2, 3, 4, 5])
  Test.expect_equal(all_seen(pid), [])
}

Test.test("a state time-out and a named one outlive events, an event time-out a change of state does not") {
  let pid = start_telling([])
  at_once(pid, [
    (:act, [((:timeout, :x), 5, :x), (:timeout, 1, :never)]),
    (:to, :b, [(:next_event, :cast, 1), (:state_timeout, 1, :in_b)]),
  ])
  Test.expect_equal(seen(3), [(:b, :cast, 1), (:b, :state_timeout, :in_b), (:b, (:timeout, :x), :x)])
  Test.expect_equal(all_seen(pid), [])
}

# MARK: Time-outs of zero

Test.test("time-outs of zero come after inserted events and before messages, in the order they were set") {
  let pid = start_telling([])
  Process.suspend(pid)
  let id = StateMachine.send_request(pid, (:act, [
    ((:timeout, :x), 0, 1), (:state_timeout, 0, 2), ((:timeout, :x), 0, 3), (:next_event, :cast, :inserted),
    ((:timeout, :y), 0, 4), (:timeout, 0, :cancelled_by_the_inserted)]))
  StateMachine.cast(pid, :message)
  Process.resume(pid)
  StateMachine.receive_response(id, :infinity)
  Test.expect_equal(seen(5), [
    (:a, :cast, :inserted), (:a, :state_timeout, 2), (:a, (:timeout, :x), 3), (:a, (:timeout, :y), 4),
    (:a, :cast, :message),
  ])
  Test.expect_equal(all_seen(pid), [])
}

Test.test("an event time-out of zero comes before messages that wait already") {
  let pid = start_telling([])
  Process.suspend(pid)
  let id = StateMachine.send_request(pid, (:act, [(:timeout, 0, :now)]))
  StateMachine.cast(pid, :message)
  Process.resume(pid)
  StateMachine.receive_response(id, :infinity)
  Test.expect_equal(seen(2), [(:a, :timeout, :now), (:a, :cast, :message)])
}

Test.test("a time-out of zero is cancelled like others") {
  let pid = start_telling([])
  act(pid, [(:state_timeout, 0, 1), ((:timeout, :x), 0, 2), (:state_timeout, :cancel), ((:timeout, :x), :infinity, 3)])
  Test.expect_equal(all_seen(pid), [])
  act(pid, [(:state_timeout, 0, 1), (:state_timeout, :update, 2)])
  Test.expect_equal(all_seen(pid), [(:a, :state_timeout, 2)])
}

# MARK: Named time-outs

# gen_statem_SUITE generic_timers
Test.test("each name has a timer, and they come in the order of their times") {
  let pid = start_telling([])
  act(pid, [((:timeout, :c), 60, 3), ((:timeout, [:b]), 30, 2), ((:timeout, "a"), 1, 1), (:state_timeout, 90, 4)])
  Test.expect_equal(seen(4), [
    (:a, (:timeout, "a"), 1), (:a, (:timeout, [:b]), 2), (:a, (:timeout, :c), 3), (:a, :state_timeout, 4),
  ])
}

Test.test("a name that is set again has one timer") {
  let pid = start_telling([])
  at_once(pid, [(:act, [((:timeout, :x), 1, 1)]), (:act, [((:timeout, :x), 5, 2)])])
  Test.expect_equal(seen(1), [(:a, (:timeout, :x), 2)])
  Test.expect_equal(all_seen(pid), [])
}

# MARK: Cancelling and updating

# gen_statem_SUITE timeout_cancel_and_update
Test.test("a timer is cancelled by its action or by infinity, and cancelling none is nothing") {
  let pid = start_telling([])
  at_once(pid, [
    (:act, [(:state_timeout, 1, 1), ((:timeout, :x), 1, 2), ((:timeout, :y), 5, 3)]),
    (:act, [
      (:state_timeout, :cancel), ((:timeout, :x), :infinity, 0), ((:timeout, :none), :cancel),
      (:timeout, :cancel),
    ]),
  ])
  Test.expect_equal(seen(1), [(:a, (:timeout, :y), 3)])
  Test.expect_equal(all_seen(pid), [])
}

Test.test("updating changes the content and not the time") {
  let pid = start_telling([])
  let before = Time.monotonic(:microsecond)
  at_once(pid, [
    (:act, [(:state_timeout, 30, :old), ((:timeout, :x), 20, :old)]),
    (:act, [
      (:state_timeout, :update, :new), ((:timeout, :x), :update, :new), ((:timeout, :x), :update, :newest),
    ]),
  ])
  Test.expect_equal(seen(2), [(:a, (:timeout, :x), :newest), (:a, :state_timeout, :new)])
  Test.expect(Time.monotonic(:microsecond) - before >= 30_000)
}

Test.test("updating a timer that does not run is a time-out of zero") {
  let pid = start_telling([])
  act(pid, [((:timeout, :x), :update, 1)])
  Test.expect_equal(all_seen(pid), [(:a, (:timeout, :x), 1)])
  act(pid, [(:timeout, :update, 2)])
  Test.expect_equal(all_seen(pid), [(:a, :timeout, 2)])
}

Test.test("a cancelled timer is not seen although its message has arrived") {
  let pid = start_telling([])
  for timer in [:state_timeout, (:timeout, :x), :timeout] {
    Process.suspend(pid)
    pid ! (:"$call", (self(), make_ref()), (:act, [(timer, 1, :late)]), :infinity)
    let id = StateMachine.send_request(pid, (:do, fn() {
      let_a_timer_pass()
      [(timer, :cancel)]
    }))
    Process.resume(pid)
    StateMachine.receive_response(id, :infinity)
    Test.expect_equal(all_seen(pid), [])
  }
}

Test.test("a timer that was set anew after its message arrived comes once") {
  let me = self()
  let (:ok, pid) = StateMachine.start(StateMachineTimers.Scripted, (fn(type, content, _) {
    match (type, content) {
      (:internal, :set) -> (:keep_state_and_data, [(:state_timeout, 1, :old), (:next_event, :internal, :wait)])
      (:internal, :wait) -> {
        let_a_timer_pass()
        (:keep_state_and_data, [(:state_timeout, 10, :new), ((:timeout, :x), 1, :x), (:next_event, :internal, :cancel)])
      }
      (:internal, :cancel) -> {
        Process.sleep(5)
        (:to, :b, [((:timeout, :x), :cancel), ((:timeout, :end), 10, :end)])
      }
      _ -> {
        me ! (:seen, (type, content))
        :keep_state_and_data
      }
    }
  }, (:next_event, :internal, :set)))
  Test.expect_equal(seen(1), [((:timeout, :end), :end)])
  Test.expect_equal(all_seen(pid), [])
}

# MARK: The rest

Test.test("a time may be a moment of the monotonic clock") {
  let pid = start_telling([])
  let moment = Time.monotonic(:millisecond) + 20
  act(pid, [(:state_timeout, moment, :then, %{abs: true})])
  Test.expect_equal(seen(1), [(:a, :state_timeout, :then)])
  Test.expect(Time.monotonic(:millisecond) >= moment)
  act(pid, [(:state_timeout, moment, :over, %{abs: true}), ((:timeout, :x), 5, :x, %{abs: false})])
  Test.expect_equal(List.sort(seen(2)), [(:a, :state_timeout, :over), (:a, (:timeout, :x), :x)])
  act(pid, [(:state_timeout, 1, :x, %{}), (:state_timeout, :infinity, :x, %{abs: true})])
  Test.expect_equal(all_seen(pid), [])
}

Test.test("a program's own timers and look-alikes are messages as any other") {
  let pid = start_telling([])
  let ref = make_ref()
  pid ! (:timeout, ref, :mine)
  Test.expect_equal(seen(1), [(:a, :info, (:timeout, ref, :mine))])
}

Test.test("the longest time can be set, and the machine ends with its timers") {
  let pid = start_telling([])
  act(pid, [(:state_timeout, 0xFFFF_FFFF, :x), ((:timeout, :y), day, :y), (:timeout, day, :z)])
  Test.expect_equal(StateMachine.stop(pid), :ok)
}

Test.test("timers run while a machine is suspended and come when it goes on") {
  let pid = start_telling([])
  act(pid, [(:state_timeout, 1, :x)])
  Process.suspend(pid)
  StateMachine.cast(pid, :event)
  Process.resume(pid)
  let types = for (_, type, _) in seen(2) { type }
  Test.expect_equal(List.sort(types), [:cast, :state_timeout])
}

Test.test("hibernating machines are woken by their timers") {
  let pid = start_telling([])
  act(pid, [(:state_timeout, 5, :awake), :hibernate])
  Test.expect_equal(seen(1), [(:a, :state_timeout, :awake)])
}
