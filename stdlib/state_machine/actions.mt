## Internal: what the actions of a StateMachine's callbacks mean, and its timers, as functions of data.
module StateMachine.Actions {
  # MARK: Modes

  ## Internal: the mode that a module works in, as `(mode, enters?)`, or how asking it failed.
  fn mode_of(module_name) {
    let result = try { module_name.callback_mode() } catch {
      (:throw, value) -> value
      (class, reason) -> (:"$raised", class, reason, stacktrace())
    }
    match result {
      (:"$raised", _, _, _)                       -> result
      mode when is_atom(mode) and mode != nil     -> checked([mode], nil, false, result)
      modes when is_list(modes)                   -> checked(modes, nil, false, result)
      other                                       -> failed((:bad_return_from_callback_mode, other))
    }
  }

  private fn checked([:state_enter | rest], mode, _, all) { checked(rest, mode, true, all) }
  private fn checked([mode | rest], nil, enters, all)
      when mode == :state_functions or mode == :handle_event {
    checked(rest, mode, enters, all)
  }
  private fn checked([], mode, enters, _) when mode != nil { (mode, enters) }
  private fn checked(_, _, _, all) { failed((:bad_return_from_callback_mode, all)) }

  private fn failed(reason) { (:"$raised", :exit, reason, []) }

  # MARK: Actions

  ## Internal: a plan with the wishes of further actions, the replies among them being sent at once; or
  ## how that failed, as `(:"$raised", class, reason, trace)`.
  fn collect([], plan, _) { plan }
  fn collect(actions, plan, entering) when is_list(actions) { each(actions, plan, entering) }
  fn collect(action, plan, entering) { each([action], plan, entering) }

  # `postpone` is true or false, or `:never` where nothing can be postponed.
  private fn each([action | rest], (me, inserted, times, idle, postpone) as plan, entering) {
    match action {
      (:reply, (_caller, ref) as from, answer) when is_reference(ref) -> {
        Gen.reply(from, answer)
        each(rest, plan, entering)
      }
      (:next_event, type, content) -> {
        if entering or not event_type?(type) { bad(action, entering) }
        else { each(rest, (me, [(type, content) | inserted], times, idle, postpone), entering) }
      }
      :postpone                    -> postponing(true, action, rest, plan, entering)
      (:postpone, wish)            -> postponing(wish, action, rest, plan, entering)
      :hibernate                   -> each(rest, (me, inserted, times, true, postpone), entering)
      (:hibernate, wish) when is_boolean(wish) ->
        each(rest, (me, inserted, times, wish, postpone), entering)
      :pop_callback_module         -> change(action, rest, plan, entering)
      (:push_callback_module, _)   -> change(action, rest, plan, entering)
      (:change_callback_module, _) -> change(action, rest, plan, entering)
      _ -> {
        match timing(action) {
          nil  -> bad(action, entering)
          time -> each(rest, (me, inserted, [time | times], idle, postpone), entering)
        }
      }
    }
  }
  private fn each([], plan, _) { plan }
  private fn each(other, _, entering) { bad(other, entering) }

  private fn bad(action, true) { failed((:bad_state_enter_action_from_state_function, action)) }
  private fn bad(action, false) { failed((:bad_action_from_state_function, action)) }

  private fn postponing(wish, action, rest, (me, inserted, times, idle, postpone), entering) {
    if entering or not is_boolean(wish) { bad(action, entering) }
    else {
      let postpone = if postpone == :never { :never } else { wish }
      each(rest, (me, inserted, times, idle, postpone), entering)
    }
  }

  private fn event_type?((:call, _)) { true }
  private fn event_type?(:cast) { true }
  private fn event_type?(:info) { true }
  private fn event_type?(:internal) { true }
  private fn event_type?(type) { timer?(type) }

  private fn timer?(:timeout) { true }
  private fn timer?(:state_timeout) { true }
  private fn timer?((:timeout, _)) { true }
  private fn timer?(_) { false }

  private fn change(action, rest, (me, inserted, times, idle, postpone), entering) {
    let (parent, module_name, _, _, name, hibernate_after, aside) = me
    let to = match action {
      (:change_callback_module, new) when is_atom(new) -> (new, aside)
      (:push_callback_module, new) when is_atom(new)   -> (new, [module_name | aside])
      :pop_callback_module -> if let [old | others] = aside { (old, others) } else { nil }
      _ -> nil
    }
    if entering or to == nil { bad(action, entering) }
    else {
      let (new, aside) = to
      match mode_of(new) {
        (mode, enters) -> {
          let me = (parent, new, mode, enters, name, hibernate_after, aside)
          each(rest, (me, inserted, times, idle, postpone), entering)
        }
        failure -> failure
      }
    }
  }

  # MARK: Timers

  # What an action asks of a timer: (timer, time, content), where the time is milliseconds, `:infinity`,
  # `:cancel` or `:update`, or (:exactly, milliseconds); nil for what is no such action.
  private fn timing(action) {
    match action {
      (timer, :cancel)                 -> if timer?(timer) { (timer, :cancel, nil) }
      (timer, :update, _)              -> if timer?(timer) { action }
      (timer, time, _)                 -> if timer?(timer) and time?(time) { action }
      (timer, time, content, %{abs: true}) ->
        if timer?(timer) and is_integer(time) { (timer, until(time), content) }
        else if timer?(timer) and time == :infinity { (timer, time, content) }
      (timer, time, content, %{abs: false})             -> timing((timer, time, content))
      (timer, time, content, none) when map_size(none) == 0 -> timing((timer, time, content))
      time -> if time?(time) { (:timeout, time, time) }
    }
  }

  # The longest time that a timer can run is that of `Process.start_timer`, 49 days.
  private fn time?(:infinity) { true }
  private fn time?(time) { is_integer(time) and time >= 0 and time <= 0xFFFF_FFFF }

  # A moment that is over is no time-out of 0, which would come before the messages that wait.
  private fn until(moment) {
    let left = moment - Time.monotonic(:millisecond)
    (:exactly, Math.max(0, Math.min(left, 0xFFFF_FFFF)))
  }

  ## Internal: the timers without one of them.
  fn cancel(timer, timers, zeros) {
    match timers[timer] {
      nil    -> (timers, zeros)
      (0, _) -> (Map.delete(timers, timer), List.delete(zeros, timer))
      (ref, _) -> {
        Process.cancel_timer(ref)
        (Map.delete(timers, timer), zeros)
      }
    }
  }

  ## Internal: the timers after those of a plan were set, which come the last one first.
  fn set([], timers, zeros) { (timers, zeros) }
  fn set([time], timers, zeros) { set_one(time, timers, zeros) }
  fn set(times, timers, zeros) {
    List.reduce(List.reverse(times), (timers, zeros)) { time, (timers, zeros) in
      set_one(time, timers, zeros)
    }
  }

  private fn set_one((timer, :cancel, _), timers, zeros) { cancel(timer, timers, zeros) }
  private fn set_one((timer, :infinity, _), timers, zeros) { cancel(timer, timers, zeros) }
  private fn set_one((timer, :update, content), timers, zeros) {
    match timers[timer] {
      nil      -> (Map.put(timers, timer, (0, content)), zeros ++ [timer])
      (ref, _) -> (Map.put(timers, timer, (ref, content)), zeros)
    }
  }
  private fn set_one((timer, 0, content), timers, zeros) {
    let (timers, zeros) = cancel(timer, timers, zeros)
    (Map.put(timers, timer, (0, content)), zeros ++ [timer])
  }
  private fn set_one((timer, (:exactly, ms), content), timers, zeros) {
    start(timer, ms, content, timers, zeros)
  }
  private fn set_one((timer, ms, content), timers, zeros) {
    start(timer, ms, content, timers, zeros)
  }

  private fn start(timer, ms, content, timers, zeros) {
    let (timers, zeros) = cancel(timer, timers, zeros)
    let ref = Process.start_timer(self(), (:"$timer", timer), ms)
    (Map.put(timers, timer, (ref, content)), zeros)
  }
}
