# StateMachine: the order of events, postponing, inserted events, and calls on entering a state.

# A machine whose data is the function that handles its events, so that each test brings its own. Its
# result `(:to, state, actions)` stands for a change of state that keeps the function.
module StateMachineEvents.Scripted {
  fn callback_mode() { :handle_event }
  fn init((state, f))          { (:ok, state, f) }
  fn init((state, f, actions)) { (:ok, state, f, actions) }
  fn handle_event(type, content, state, f) {
    match f(type, content, state) {
      (:to, to)          -> (:next_state, to, f)
      (:to, to, actions) -> (:next_state, to, f, actions)
      other              -> other
    }
  }
}

# The same with calls on entering a state.
module StateMachineEvents.Entering {
  fn callback_mode() { [:handle_event, :state_enter] }
  fn init(argument) { StateMachineEvents.Scripted.init(argument) }
  fn handle_event(type, content, state, f) {
    StateMachineEvents.Scripted.handle_event(type, content, state, f)
  }
}

# The same mode with functions of states; the data counts the entries.
module StateMachineEvents.Lamp {
  fn callback_mode() { [:state_functions, :state_enter] }
  fn init(_) { (:ok, :off, 0) }

  fn off(:enter, from, n)           { (:keep_state, n + 1, ((:timeout, :told), 0, (:off, from))) }
  fn off((:timeout, :told), x, _)   { (:keep_state_and_data, (:next_event, :internal, x)) }
  fn off(:internal, _, _)           { :keep_state_and_data }
  fn off((:call, from), :switch, n) { (:next_state, :on, n, (:reply, from, n)) }

  fn on(:enter, :off, n)            { (:next_state, :on, n + 10) }
  fn on((:call, from), :switch, n)  { (:next_state, :off, n, (:reply, from, n)) }
}

fn start(module_name, argument) {
  let (:ok, pid) = StateMachine.start(module_name, argument)
  pid
}

# A machine in the state :a that tells this process of each event as `(:seen, (state, type, content))`,
# calls being told as `(:call, content)`; then `f(type, content, state)` says what happens.
fn start_telling(module_name, f, actions) {
  let me = self()
  start(module_name, (:a, fn(type, content, state) {
    let kind = match type {
      (:call, _) -> :call
      other      -> other
    }
    me ! (:seen, (state, kind, content))
    f(type, content, state)
  }, actions))
}

# The next `n` events that were told of.
fn seen(0) { [] }
fn seen(n) {
  let event = Test.expect_receive() { (:seen, event) in event }
  [event | seen(n - 1)]
}

# All that were told of, once the machine has nothing more to do.
fn all_seen(pid) {
  Process.get_state(pid, 60_000)
  for message in Process.flush() { elem(message, 1) }
}

fn exit_of(f) { try { f() } catch { (:exit, reason) -> reason } }

# MARK: Order

Test.test("events of all kinds are handled in the order they were sent") {
  let pid = start_telling(StateMachineEvents.Scripted, fn(type, content, _) {
    match type {
      (:call, from) -> (:keep_state_and_data, (:reply, from, content))
      _             -> :keep_state_and_data
    }
  }, [])
  StateMachine.cast(pid, 1)
  pid ! 2
  Test.expect_equal(StateMachine.call(pid, 3), 3)
  StateMachine.cast(pid, 4)
  Test.expect_equal(all_seen(pid), [(:a, :cast, 1), (:a, :info, 2), (:a, :call, 3), (:a, :cast, 4)])
}

# gen_statem_SUITE event_order: postponed events come before those that are newer, each time in their
# order, and inserted ones before all.
Test.test("postponed, inserted and new events keep their order over several changes of state") {
  let pid = start_telling(StateMachineEvents.Scripted, fn(_, content, state) {
    match (state, content) {
      (:a, (:later, _)) -> (:keep_state_and_data, :postpone)
      (:a, :go)         -> (:to, :b, [(:next_event, :internal, 1), (:next_event, :internal, 2)])
      (:b, (:later, _)) -> (:keep_state_and_data, :postpone)
      (:b, :go)         -> (:to, :c)
      (:c, (:later, 2)) -> (:keep_state_and_data, (:next_event, :cast, :inserted))
      _                 -> :keep_state_and_data
    }
  }, [])
  Process.suspend(pid)
  for event in [(:later, 1), (:later, 2), :go, (:later, 3), :go, :end] { StateMachine.cast(pid, event) }
  Process.resume(pid)
  Test.expect_equal(seen(14), [
    (:a, :cast, (:later, 1)), (:a, :cast, (:later, 2)), (:a, :cast, :go),
    (:b, :internal, 1), (:b, :internal, 2),
    (:b, :cast, (:later, 1)), (:b, :cast, (:later, 2)), (:b, :cast, (:later, 3)), (:b, :cast, :go),
    (:c, :cast, (:later, 1)), (:c, :cast, (:later, 2)), (:c, :cast, :inserted), (:c, :cast, (:later, 3)),
    (:c, :cast, :end),
  ])
}

# MARK: Postponing

Test.test("a postponed event waits for a change of state, not for one to the same state") {
  let pid = start_telling(StateMachineEvents.Scripted, fn(type, content, state) {
    match (state, type, content) {
      (:a, :cast, :wait)            -> (:keep_state_and_data, [:postpone])
      (_, (:call, from), (:go, to)) -> (:to, to, (:reply, from, :ok))
      _                             -> :keep_state_and_data
    }
  }, [])
  StateMachine.cast(pid, :wait)
  StateMachine.call(pid, (:go, :a))
  Test.expect_equal(all_seen(pid), [(:a, :cast, :wait), (:a, :call, (:go, :a))])
  StateMachine.call(pid, (:go, :b))
  Test.expect_equal(all_seen(pid), [(:a, :call, (:go, :b)), (:b, :cast, :wait)])
  StateMachine.call(pid, (:go, :c))
  Test.expect_equal(all_seen(pid), [(:b, :call, (:go, :c))])
}

Test.test("states are the same by ===, so that 1 and 1.0 are two") {
  let pid = start_telling(StateMachineEvents.Scripted, fn(_, content, state) {
    match (state, content) {
      (1, :wait)    -> (:keep_state_and_data, :postpone)
      (_, (:to, to)) -> (:to, to)
      _             -> :keep_state_and_data
    }
  }, [])
  for event in [(:to, 1), :wait, (:to, 1), (:to, 1.0)] { StateMachine.cast(pid, event) }
  Test.expect_equal(all_seen(pid), [
    (:a, :cast, (:to, 1)), (1, :cast, :wait), (1, :cast, (:to, 1)), (1, :cast, (:to, 1.0)),
    (1.0, :cast, :wait),
  ])
}

Test.test("a postponed call is answered later, and dies with the machine") {
  let pid = start_telling(StateMachineEvents.Scripted, fn(type, content, state) {
    match (state, type, content) {
      (:a, (:call, _), :get)    -> (:keep_state_and_data, :postpone)
      (:b, (:call, from), :get) -> (:keep_state_and_data, (:reply, from, :got))
      (_, :cast, to)            -> (:to, to)
    }
  }, [])
  let id = StateMachine.send_request(pid, :get)
  Test.expect_equal(StateMachine.wait_response(id, 1), :timeout)
  StateMachine.cast(pid, :b)
  Test.expect_equal(StateMachine.receive_response(id, :infinity), (:reply, :got))
  StateMachine.cast(pid, :a)
  let id = StateMachine.send_request(pid, :get)
  StateMachine.stop(pid)
  Test.expect_equal(StateMachine.receive_response(id, :infinity), (:error, (:normal, pid)))
}

Test.test("a later action takes back a postponing before it") {
  let pid = start_telling(StateMachineEvents.Scripted, fn(_, content, state) {
    match (state, content) {
      (:a, :no)  -> (:keep_state_and_data, [:postpone, (:postpone, false)])
      (:a, :yes) -> (:keep_state_and_data, [(:postpone, false), (:postpone, true)])
      (:a, :go)  -> (:to, :b)
      _          -> :keep_state_and_data
    }
  }, [])
  for event in [:no, :yes, :go] { StateMachine.cast(pid, event) }
  Test.expect_equal(all_seen(pid),
    [(:a, :cast, :no), (:a, :cast, :yes), (:a, :cast, :go), (:b, :cast, :yes)])
}

Test.test("the event that changes the state may be postponed itself, and comes again in the new one") {
  let pid = start_telling(StateMachineEvents.Scripted, fn(_, content, state) {
    match (state, content) {
      (:a, :first) -> (:keep_state_and_data, :postpone)
      (:a, :go)    -> (:to, :b, [:postpone, (:next_event, :internal, :now)])
      _            -> :keep_state_and_data
    }
  }, [])
  for event in [:first, :go, :last] { StateMachine.cast(pid, event) }
  Test.expect_equal(all_seen(pid), [
    (:a, :cast, :first), (:a, :cast, :go),
    (:b, :internal, :now), (:b, :cast, :first), (:b, :cast, :go), (:b, :cast, :last),
  ])
}

Test.test("ten thousand postponed events come again in their order") {
  let pid = start_telling(StateMachineEvents.Scripted, fn(_, content, state) {
    match (state, content) {
      (:a, :go) -> (:to, :b)
      (:a, _)   -> (:keep_state_and_data, :postpone)
      (:b, _)   -> :keep_state_and_data
    }
  }, [])
  List.each(1..10_000) { n in StateMachine.cast(pid, n) }
  StateMachine.cast(pid, :go)
  let in_b = for (:b, :cast, n) in all_seen(pid) { n }
  Test.expect(in_b == 1..10_000)
}

# MARK: Inserted events

# gen_statem_SUITE next_events
Test.test("inserted events come next, in the order of the actions, with any type") {
  let pid = start_telling(StateMachineEvents.Scripted, fn(type, content, _) {
    match (type, content) {
      ((:call, from), :begin) -> (:keep_state_and_data, [
          (:next_event, :internal, 1), (:reply, from, :ok), (:next_event, :cast, 2),
          (:next_event, :info, 3), (:next_event, (:call, from), 4), (:next_event, :timeout, 5),
          (:next_event, :state_timeout, 6), (:next_event, (:timeout, :x), 7)])
      (:internal, 1) -> (:keep_state_and_data, [(:next_event, :internal, 1.1), (:next_event, :internal, 1.2)])
      _              -> :keep_state_and_data
    }
  }, [])
  Process.suspend(pid)
  let id = StateMachine.send_request(pid, :begin)
  StateMachine.cast(pid, :from_outside)
  Process.resume(pid)
  Test.expect_equal(StateMachine.receive_response(id, :infinity), (:reply, :ok))
  Test.expect_equal(seen(11), [
    (:a, :call, :begin), (:a, :internal, 1), (:a, :internal, 1.1), (:a, :internal, 1.2), (:a, :cast, 2),
    (:a, :info, 3), (:a, :call, 4), (:a, :timeout, 5), (:a, :state_timeout, 6), (:a, (:timeout, :x), 7),
    (:a, :cast, :from_outside),
  ])
}

Test.test("events that init inserts come before any message") {
  let me = self()
  let f = fn(type, content, _) {
    me ! (:seen, (type, content))
    :keep_state_and_data
  }
  let (:ok, pid) = StateMachine.start(StateMachineEvents.Scripted,
    (:a, f, [(:next_event, :internal, 1), (:next_event, :cast, 2), :postpone]))
  StateMachine.cast(pid, 3)
  Test.expect_equal(seen(3), [(:internal, 1), (:cast, 2), (:cast, 3)])
  Test.expect_equal(all_seen(pid), [])
}

# MARK: Entering states

Test.test("the first state and each new one is entered, with the old one as content") {
  let pid = start_telling(StateMachineEvents.Entering, fn(type, content, state) {
    match (type, content) {
      ((:call, from), (:to, to)) ->
        (:to, to, [(:next_event, :internal, :inserted), (:reply, from, :ok)])
      (:cast, :wait) when state == :a -> (:keep_state_and_data, :postpone)
      _                               -> :keep_state_and_data
    }
  }, (:next_event, :internal, :begun))
  Test.expect_equal(all_seen(pid), [(:a, :enter, :a), (:a, :internal, :begun)])
  StateMachine.cast(pid, :wait)
  StateMachine.call(pid, (:to, :b))
  Test.expect_equal(all_seen(pid), [
    (:a, :cast, :wait), (:a, :call, (:to, :b)),
    (:b, :enter, :a), (:b, :internal, :inserted), (:b, :cast, :wait),
  ])
  StateMachine.call(pid, (:to, :b))
  Test.expect_equal(all_seen(pid), [(:b, :call, (:to, :b)), (:b, :internal, :inserted)])
}

Test.test("functions of states are entered too, and may change the data and set timers") {
  let pid = start(StateMachineEvents.Lamp, nil)
  Test.expect_equal(Process.get_state(pid), (:off, 1))
  Test.expect_equal(StateMachine.call(pid, :switch), 1)
  Test.expect_equal(Process.get_state(pid), (:on, 11))
  Test.expect_equal(StateMachine.call(pid, :switch), 11)
  Test.expect_equal(Process.get_state(pid), (:off, 12))
}

Test.test("repeating a state enters it again, from the event and from the entering") {
  let pid = start_telling(StateMachineEvents.Entering, fn(type, content, state) {
    match (type, content, state) {
      (:cast, :wait, :a)      -> (:keep_state_and_data, :postpone)
      (:cast, :again, _)      -> :repeat_state_and_data
      (:cast, :again_too, _)  -> (:repeat_state_and_data, (:next_event, :internal, 1))
      (:cast, (:again, f), _) -> (:repeat_state, f)
      (:cast, :on, _)         -> (:to, :b)
      (:enter, :a, :b) -> {
        if Process.put(:entered, true) == nil { (:repeat_state_and_data, (:timeout, :infinity, 1)) }
        else { :keep_state_and_data }
      }
      _ -> :keep_state_and_data
    }
  }, [])
  let (_, f) = Process.get_state(pid)
  for event in [:wait, :again, :again_too, (:again, f), :on] { StateMachine.cast(pid, event) }
  Test.expect_equal(all_seen(pid), [
    (:a, :enter, :a), (:a, :cast, :wait),
    (:a, :cast, :again), (:a, :enter, :a),
    (:a, :cast, :again_too), (:a, :enter, :a), (:a, :internal, 1),
    (:a, :cast, (:again, f)), (:a, :enter, :a),
    (:a, :cast, :on), (:b, :enter, :a), (:b, :enter, :a), (:b, :cast, :wait),
  ])
}

Test.test("actions of the entering follow those of the event, replies included") {
  let pid = start_telling(StateMachineEvents.Entering, fn(type, content, state) {
    match (type, content, state) {
      ((:call, from), :go, _) -> {
        Process.put(:from, from)
        (:to, :b, [((:timeout, :x), 0, 1), (:next_event, :internal, 0)])
      }
      (:enter, _, :b) ->
        (:keep_state_and_data, [(:reply, Process.get(:from), :entered), ((:timeout, :y), 0, 2)])
      _ -> :keep_state_and_data
    }
  }, [])
  Test.expect_equal(StateMachine.call(pid, :go), :entered)
  Test.expect_equal(seen(6), [
    (:a, :enter, :a), (:a, :call, :go), (:b, :enter, :a),
    (:b, :internal, 0), (:b, (:timeout, :x), 1), (:b, (:timeout, :y), 2),
  ])
}

Test.test("entering must not change the state, postpone or insert events, but may stop") {
  Events.subscribe(:crash, takes_over: true)
  let reason = fn(result) {
    let pid = start(StateMachineEvents.Entering, (:a, fn(type, _, state) {
      match (type, state) {
        (:enter, :b)    -> result
        ((:call, _), _) -> (:to, :b)
        _               -> :keep_state_and_data
      }
    }))
    elem(exit_of(fn() { StateMachine.call(pid, :go) }), 0)
  }
  let bad_return = fn(x) { (:bad_state_enter_return_from_state_function, x) }
  let bad_action = fn(x) { (:bad_state_enter_action_from_state_function, x) }
  Test.expect_equal(reason((:next_state, :c, 1)), bad_return((:next_state, :c, 1)))
  Test.expect_equal(reason(:nonsense), bad_return(:nonsense))
  Test.expect_equal(reason((:keep_state_and_data, :postpone)), bad_action(:postpone))
  Test.expect_equal(reason((:keep_state_and_data, [(:next_event, :internal, 1)])),
    bad_action((:next_event, :internal, 1)))
  Test.expect_equal(reason((:keep_state_and_data, :pop_callback_module)),
    bad_action(:pop_callback_module))
  Test.expect_equal(reason(:stop), :normal)
  Test.expect_equal(reason((:stop, :shutdown)), :shutdown)
}
