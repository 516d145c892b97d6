## Internal: the process of a shell that reads statements and has them evaluated.
##
## Reading and evaluating are other processes', and it starts those again that have ended.
module Shell.Keeper {
  ## Internal: the keeper's process.
  fn start(device, guard, number, scripts) {
    let state = %{device: device, guard: guard, number: number, evaluator: nil, watch: nil, turn: nil,
      listener: nil, hears: nil, above: monitor(guard)}
    let state = state |> listening() |> evaluating()
    loop(List.reduce(scripts, state) { (name, text), state in evaluate(state, name, text, true) })
  }

  private fn listening(state) {
    let (keeper, device, guard) = (self(), state.device, state.guard)
    let (pid, ref) = spawn_monitor { Shell.Events.listen(device, keeper, guard) }
    %{state | listener: pid, hears: ref}
  }

  private fn evaluating(state) {
    let tag = make_ref()
    state.guard ! (:evaluator, self(), tag)
    receive {
      (^tag, evaluator) -> %{state | evaluator: evaluator, watch: monitor(evaluator), turn: nil}
    }
  }

  # MARK: Reading

  private fn loop(state) {
    let (input, state) = read(state)
    match input {
      (:statement, text) -> {
        match String.trim(text) {
          ""       -> loop(state)
          "exit()" -> leave(state)
          "quit()" -> leave(state)
          _        -> {
            let state = evaluate(state, "martlet(\(state.number))", text, false)
            state.guard ! (:number, state.number + 1)
            loop(%{state | number: state.number + 1})
          }
        }
      }
      :interrupted -> loop(state)
      :eof         -> leave(state)
    }
  }

  private fn leave(state) {
    for pid in [state.evaluator, state.listener] { Process.exit(pid, :kill) }
    exit((:shutdown, :left))
  }

  private fn read(state) {
    let (device, number) = (state.device, state.number)
    let (_, ref) = spawn_monitor {
      let %{columns: columns} = Terminal.traits(device)
      let prompt = if columns < 40 { "\(number)> " } else { "martlet(\(number))> " }
      let continuation = String.pad_left("> ", String.length(prompt), ".")
      exit((:read, Terminal.read_statement(device, prompt, continuation)))
    }
    await_input(state, ref)
  }

  private fn await_input(state, ref) {
    receive {
      (:DOWN, ^ref, _, _, (:read, input)) -> (input, state)
      # Somebody has killed the reader: what was typed is still there.
      (:DOWN, ^ref, _, _, _)              -> read(state)
      :closed                             -> (:eof, state)
      message                             -> await_input(other(message, state), ref)
    }
  }

  # MARK: Evaluating

  private fn evaluate(%{turn: nil} as state, name, text, quiet) {
    evaluate(await_turn(state), name, text, quiet)
  }
  private fn evaluate(state, name, text, quiet) {
    state.evaluator ! (state.turn, (name, text, quiet, state.number))
    await_turn(%{state | turn: nil})
  }

  # The evaluator is ready when it has evaluated.
  private fn await_turn(state) {
    let (evaluator, watch) = (state.evaluator, state.watch)
    receive {
      (:ready, ^evaluator, turn)    -> %{state | turn: turn}
      (:DOWN, ^watch, _, _, reason) -> another(state, reason)
      :interrupt -> {
        Process.exit(evaluator, :"$interrupted")
        interrupting(state)
      }
      :closed -> leave(state)
      message -> await_turn(other(message, state))
    }
  }

  # A process that traps exits gets the signal as a message, and another moment to end.
  private fn interrupting(state) {
    let (evaluator, watch) = (state.evaluator, state.watch)
    receive {
      (:ready, ^evaluator, turn) -> %{state | turn: turn}
      (:DOWN, ^watch, _, _, _)   -> another(state, :"$interrupted")
      after 200 -> {
        Process.exit(evaluator, :kill)
        receive { (:DOWN, ^watch, _, _, _) -> another(state, :"$interrupted") }
      }
    }
  }

  private fn another(state, reason) {
    # What has drawn on the screen clears it when its process ends.
    if reason == :"$interrupted" { Process.sleep(20) }
    print(lost(reason))
    state.guard ! (:kept, %{}, %{}, true)
    evaluating(state)
  }

  private fn lost(:"$interrupted") { "interrupted" }
  private fn lost(reason) {
    "the process that evaluates was ended: \(Shell.brief(reason)); another goes on with the same variables"
  }

  # MARK: Everything else

  # Processes that have ended; unknown messages are dropped.
  private fn other((:DOWN, ref, _, _, _), %{hears: ref} as state) { listening(state) }
  private fn other((:DOWN, ref, _, _, reason), %{watch: ref} as state) {
    print(lost(reason))
    evaluating(state)
  }
  # Without the guard there is no shell.
  private fn other((:DOWN, ref, _, _, _), %{above: ref} as state) { leave(state) }
  private fn other((:ready, pid, turn), %{evaluator: pid} as state) { %{state | turn: turn} }
  private fn other((:break, from, tag), state) {
    from ! (tag, :ok)
    Process.exit(state.evaluator, :"$interrupted")
    state
  }
  private fn other(_, state) { state }
}
