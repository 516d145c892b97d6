## Internal: the loop of a StateMachine: one event after the other, and what its callback's result means.
module StateMachine.Loop {
  # What never changes, or seldom, is the tuple `me`: (parent, module, mode, enters?, name,
  # hibernate_after, modules pushed aside). The rest are arguments:
  #
  #     state, data   what the callbacks know
  #     queue         events taken from the mailbox or inserted, (type, content), the next one first
  #     postponed     events that wait for a change of state, the newest first
  #     timers        timer => (reference, content), or (0, content) for a time-out of 0
  #     zeros         the timers with a time-out of 0, in their order
  #
  # While the machine waits for a message, queue and zeros are empty.

  # MARK: Starting

  ## Internal: what Gen.start runs in the new process.
  fn initialise(module_name, argument, parent, name, hibernate_after) {
    let (mode, enters) = StateMachine.Actions.mode_of(module_name) else {
      (:"$raised", :error, reason, trace) -> (:stop, (reason, trace))
      (:"$raised", _, reason, _)          -> (:stop, reason)
    }
    let me = (parent, module_name, mode, enters, name, hibernate_after, [])
    match try { module_name.init(argument) } catch { (:throw, value) -> value } {
      (:ok, state, data)          -> (:ok, fn() { begin(me, state, data, []) })
      (:ok, state, data, actions) -> (:ok, fn() { begin(me, state, data, actions) })
      :ignore                     -> :ignore
      (:stop, _) as stop          -> stop
      (:error, _) as failure      -> failure
      other                       -> (:stop, (:bad_return_from_init, other))
    }
  }

  private fn begin(me, state, data, actions) {
    let event = (:internal, :init_state)
    match StateMachine.Actions.collect(actions, (me, [], [], false, :never), false) {
      (:"$raised", class, reason, trace) -> crash(class, reason, trace, me, event, state, data)
      plan -> arrive(plan, true, event, state, state, data, [], [], %{}, [])
    }
  }

  # MARK: Waiting

  private fn wait(me, state, data, postponed, timers) {
    receive {
      (:"$call", from, request, _deadline) ->
        handle(me, ((:call, from), request), state, data, [], postponed, timers, [])
      (:"$cast", content) ->
        handle(me, (:cast, content), state, data, [], postponed, timers, [])
      (:timeout, ref, (:"$timer", timer)) -> {
        # The reference tells a timer that was cancelled or set anew when its message was here already.
        match timers[timer] {
          (^ref, content) -> {
            let left = Map.delete(timers, timer)
            handle(me, (timer, content), state, data, [], postponed, left, [])
          }
          _ -> wait(me, state, data, postponed, timers)
        }
      }
      (:"$system", from, request) -> {
        let misc = (me, state, data, postponed, timers)
        Gen.system(from, request, elem(me, 0), StateMachine.Loop, misc)
      }
      message -> {
        if parent_ended?(message, elem(me, 0)) {
          finish(elem(message, 2), me, (:info, message), state, data)
        } else {
          handle(me, (:info, message), state, data, [], postponed, timers, [])
        }
      }
      after elem(me, 5) -> hibernate(me, state, data, postponed, timers)
    }
  }

  private fn parent_ended?((:EXIT, pid, _), pid) { true }
  private fn parent_ended?(_, _) { false }

  private fn hibernate(me, state, data, postponed, timers) {
    Process.hibernate(StateMachine.Loop, :wake_up, [me, state, data, postponed, timers])
  }

  ## Internal: a machine goes on here after it has hibernated.
  fn wake_up(me, state, data, postponed, timers) { wait(me, state, data, postponed, timers) }

  # The next event is one from the queue, or else a time-out of 0, or else a message.
  private fn next(me, state, data, [event | queue], postponed, timers, zeros, _idle) {
    handle(me, event, state, data, queue, postponed, timers, zeros)
  }
  private fn next(me, state, data, [], postponed, timers, [timer | zeros], _idle) {
    let event = (timer, elem(timers[timer], 1))
    handle(me, event, state, data, [], postponed, Map.delete(timers, timer), zeros)
  }
  private fn next(me, state, data, [], postponed, timers, [], idle) {
    if idle { hibernate(me, state, data, postponed, timers) }
    else { wait(me, state, data, postponed, timers) }
  }

  # MARK: An event

  private fn call((_, module_name, mode, _, _, _, _), type, content, state, data) {
    if mode == :handle_event { module_name.handle_event(type, content, state, data) }
    else { apply(module_name, state, [type, content, data]) }
  }

  private fn handle(me, (type, content) as event, state, data, queue, postponed, timers, zeros) {
    let result = try { call(me, type, content, state, data) } catch {
      (:throw, value) -> value
      (class, reason) -> (:"$raised", class, reason, stacktrace())
    }
    match result {
      :keep_state_and_data -> stay(me, state, data, queue, postponed, timers, zeros)
      (:keep_state, new)   -> stay(me, state, new, queue, postponed, timers, zeros)
      (:keep_state_and_data, actions) ->
        act(me, actions, false, event, state, state, data, queue, postponed, timers, zeros)
      (:keep_state, new, actions) ->
        act(me, actions, false, event, state, state, new, queue, postponed, timers, zeros)
      (:next_state, to, new) ->
        act(me, [], to !== state, event, state, to, new, queue, postponed, timers, zeros)
      (:next_state, to, new, actions) ->
        act(me, actions, to !== state, event, state, to, new, queue, postponed, timers, zeros)
      :repeat_state_and_data ->
        act(me, [], true, event, state, state, data, queue, postponed, timers, zeros)
      (:repeat_state_and_data, actions) ->
        act(me, actions, true, event, state, state, data, queue, postponed, timers, zeros)
      (:repeat_state, new) ->
        act(me, [], true, event, state, state, new, queue, postponed, timers, zeros)
      (:repeat_state, new, actions) ->
        act(me, actions, true, event, state, state, new, queue, postponed, timers, zeros)
      other -> end_by(other, :bad_return_from_state_function, me, event, state, data)
    }
  }

  # Nothing but the data changes; that an event came ends the event time-out.
  private fn stay(me, state, data, queue, postponed, timers, zeros) {
    if map_size(timers) == 0 {
      next(me, state, data, queue, postponed, timers, zeros, false)
    } else {
      let (timers, zeros) = StateMachine.Actions.cancel(:timeout, timers, zeros)
      next(me, state, data, queue, postponed, timers, zeros, false)
    }
  }

  private fn act(me, actions, enters, event, from, to, data, queue, postponed, timers, zeros) {
    match StateMachine.Actions.collect(actions, (me, [], [], false, false), false) {
      (:"$raised", class, reason, trace) -> crash(class, reason, trace, me, event, to, data)
      plan -> arrive(plan, enters, event, from, to, data, queue, postponed, timers, zeros)
    }
  }

  # A plan is what the actions ask for so far: (me, events inserted, timers set, whether to hibernate,
  # whether to postpone: true, false, or `:never` for what is no event). The lists are in reverse.
  private fn arrive(plan, enters, event, from, to, data, queue, postponed, timers, zeros) {
    if enters and elem(elem(plan, 0), 3) {
      enter(plan, event, from, to, data, queue, postponed, timers, zeros)
    } else {
      settle(plan, event, from, to, data, queue, postponed, timers, zeros)
    }
  }

  private fn enter(plan, event, from, to, data, queue, postponed, timers, zeros) {
    let me = elem(plan, 0)
    let result = try { call(me, :enter, from, to, data) } catch {
      (:throw, value) -> value
      (class, reason) -> (:"$raised", class, reason, stacktrace())
    }
    let (again, data, actions) = match result {
      :keep_state_and_data              -> (false, data, [])
      (:keep_state, new)                -> (false, new, [])
      (:keep_state_and_data, actions)   -> (false, data, actions)
      (:keep_state, new, actions)       -> (false, new, actions)
      (:next_state, ^to, new)           -> (false, new, [])
      (:next_state, ^to, new, actions)  -> (false, new, actions)
      :repeat_state_and_data            -> (true, data, [])
      (:repeat_state, new)              -> (true, new, [])
      (:repeat_state_and_data, actions) -> (true, data, actions)
      (:repeat_state, new, actions)     -> (true, new, actions)
      _                                 -> :ends
    } else {
      :ends -> end_by(result, :bad_state_enter_return_from_state_function, me, event, to, data)
    }
    match StateMachine.Actions.collect(actions, plan, true) {
      (:"$raised", class, reason, trace) -> crash(class, reason, trace, me, event, to, data)
      plan -> arrive(plan, again, event, from, to, data, queue, postponed, timers, zeros)
    }
  }

  # All is known: the event is postponed, a change of state has its effects, then timers are set and
  # events inserted.
  private fn settle(plan, event, from, to, data, queue, postponed, timers, zeros) {
    let (me, inserted, times, idle, postpone) = plan
    let postponed = if postpone == true { [event | postponed] } else { postponed }
    let (timers, zeros) = StateMachine.Actions.cancel(:timeout, timers, zeros)
    if to === from {
      let (timers, zeros) = StateMachine.Actions.set(times, timers, zeros)
      next(me, to, data, List.reverse(inserted, queue), postponed, timers, zeros, idle)
    } else {
      let (timers, zeros) = StateMachine.Actions.cancel(:state_timeout, timers, zeros)
      let (timers, zeros) = StateMachine.Actions.set(times, timers, zeros)
      let queue = List.reverse(inserted, List.reverse(postponed, queue))
      next(me, to, data, queue, [], timers, zeros, idle)
    }
  }

  # MARK: The end

  private fn end_by(result, complaint, me, event, state, data) {
    match result {
      :stop                               -> finish(:normal, me, event, state, data)
      (:stop, reason)                     -> finish(reason, me, event, state, data)
      (:stop, reason, new)                -> finish(reason, me, event, state, new)
      (:stop_and_reply, reason, replies)  ->
        finish(answered(replies, reason), me, event, state, data)
      (:stop_and_reply, reason, replies, new) ->
        finish(answered(replies, reason), me, event, state, new)
      (:"$raised", class, reason, trace)  -> crash(class, reason, trace, me, event, state, data)
      other                               -> finish((complaint, other), me, event, state, data)
    }
  }

  # The reason to end with, once the callers are answered.
  private fn answered([(:reply, from, answer) | rest], reason) {
    Gen.reply(from, answer)
    answered(rest, reason)
  }
  private fn answered([], reason) { reason }
  private fn answered((:reply, _, _) as reply, reason) { answered([reply], reason) }
  private fn answered([other | _], _) { (:bad_reply_action_from_state_function, other) }
  private fn answered(other, _) { (:bad_reply_action_from_state_function, other) }

  private fn crash(class, reason, trace, me, event, state, data) {
    let final = if class == :error { (reason, trace) } else { reason }
    terminate(final, me, state, data)
    if class == :error or not quiet?(reason) {
      report(class, reason, trace, me, event, state, data)
    }
    exit(final)
  }

  private fn finish(reason, me, event, state, data) {
    terminate(reason, me, state, data)
    if not quiet?(reason) { report(:exit, reason, [], me, event, state, data) }
    exit(reason)
  }

  # What `terminate` exits with or raises becomes the reason, as it would without the catch.
  private fn terminate(reason, (_, module_name, _, _, _, _, _), state, data) {
    try { module_name.terminate(reason, state, data) } catch {
      (:throw, _)      -> :ok
      (:error, :undef) -> {
        if Code.function_exported?(module_name, :terminate, 3) { raise(:undef) } else { :ok }
      }
    }
  }

  private fn quiet?(:normal) { true }
  private fn quiet?(:shutdown) { true }
  private fn quiet?((:shutdown, _)) { true }
  private fn quiet?(_) { false }

  private fn report(class, reason, trace, (_, module_name, _, _, name, _, _), event, state, data) {
    Events.report(:crash, %{
      title: "StateMachine \(label(name, module_name)) crashed",
      pid: self(), name: name, class: class, reason: reason, trace: trace,
      details: [("last event", event), ("state", state), ("data", data)],
    })
  }

  private fn label(nil, module_name) { "\(module_name) \(self())" }
  private fn label((:via, _, key), module_name) { "\(module_name) \(inspect(key))" }
  private fn label(name, _) { inspect(name) }

  # MARK: System messages

  ## Internal: goes on after a system message.
  fn system_continue(_parent, (me, state, data, postponed, timers)) {
    wait(me, state, data, postponed, timers)
  }

  ## Internal: ends for a system message.
  fn system_terminate(reason, _parent, (me, state, data, _, _)) {
    finish(reason, me, nil, state, data)
  }

  ## Internal: the state for `Process.get_state`.
  fn system_get_state((_, state, data, _, _)) { (state, data) }

  ## Internal: the state for `Process.replace_state`, whose function takes and gives `(state, data)`.
  fn system_replace_state(f, (me, state, data, postponed, timers)) {
    let (state, data) = f((state, data))
    ((state, data), (me, state, data, postponed, timers))
  }
}
