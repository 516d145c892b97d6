## Internal: the process of a shell that has its variables, reads statements and has them evaluated.
##
## It does nothing that could take long or go wrong by itself: reading and evaluating are other
## processes', and it starts those anew that have ended.
module Shell.Keeper {
  ## Internal: the state of a shell that begins.
  fn new(device, scripts) {
    %{device: device, guard: nil, scripts: scripts, number: 1, bindings: %{}, values: %{}, functions: [],
      evaluator: nil, watch: nil, listener: nil, hears: nil, failed: false}
  }

  ## Internal: the keeper's process.
  fn start(state) {
    let state = state |> listening() |> evaluating()
    run_scripts(state) |> loop()
  }

  private fn listening(state) {
    let keeper = self()
    let device = state.device
    let (pid, ref) = spawn_monitor { Shell.Events.listen(device, keeper) }
    %{state | listener: pid, hears: ref}
  }

  # One that has been left over by a keeper that was killed goes on.
  private fn evaluating(state) {
    let kept = %{device: state.device, keeper: self(), guard: state.guard, number: state.number,
      bindings: state.bindings, values: state.values}
    match state.evaluator {
      nil       -> {
        let (pid, ref) = spawn_monitor { Shell.Evaluator.start(kept) }
        %{state | evaluator: pid, watch: ref}
      }
      evaluator -> {
        evaluator ! (:"$adopted", self())
        %{state | watch: monitor(evaluator)}
      }
    }
  }

  private fn run_scripts(state) {
    let scripts = state.scripts
    List.reduce(scripts, %{state | scripts: []}) { (name, text), state in
      evaluate(state, name, text, true)
    }
  }

  # MARK: Reading

  private fn loop(state) {
    match read(state) {
      (:statement, text) -> {
        match String.trim(text) {
          ""       -> loop(state)
          "exit()" -> leave(state)
          "quit()" -> leave(state)
          _        -> {
            let state = evaluate(state, "martlet(\(state.number))", text, false)
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
    exit((:shutdown, (:left, if state.failed { 1 } else { 0 })))
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
      (:DOWN, ^ref, _, _, (:read, input)) -> input
      # Somebody has killed the reader: what was typed is still there.
      (:DOWN, ^ref, _, _, _)              -> read(state)
      :closed                             -> :eof
      message                             -> await_input(other(message, state), ref)
    }
  }

  # MARK: Evaluating

  private fn evaluate(state, name, text, quiet) {
    let ref = make_ref()
    state.evaluator ! (:"$ask", self(), ref)
    await_turn(state, ref, (name, text, quiet, state.number))
  }

  private fn await_turn(state, ref, statement) {
    let watch = state.watch
    receive {
      (^ref, :ready, turn) -> {
        state.evaluator ! (turn, statement)
        await_value(state, ref, statement)
      }
      (:DOWN, ^watch, _, _, reason) -> {
        print("the shell's process was ended between statements: \(Shell.brief(reason)); a new one goes on")
        let (name, text, quiet, _) = statement
        evaluate(evaluating(%{state | evaluator: nil}), name, text, quiet)
      }
      :interrupt -> await_turn(state, ref, statement)
      message    -> await_turn(other(message, state), ref, statement)
    }
  }

  private fn await_value(state, ref, statement) {
    let watch = state.watch
    receive {
      (^ref, :done, kept) -> {
        let values = Map.merge(state.values, kept.values)
        %{state | bindings: Map.merge(state.bindings, kept.bindings),
          values: Map.delete(values, state.number - Shell.Evaluator.kept_values()),
          failed: state.failed or kept.failed}
      }
      (:DOWN, ^watch, _, _, reason) -> {
        print(lost(reason))
        evaluating(%{state | evaluator: nil, failed: true})
      }
      :interrupt -> {
        Process.exit(state.evaluator, :"$interrupted")
        interrupting(state, ref, statement)
      }
      :closed -> leave(state)
      message -> await_value(other(message, state), ref, statement)
    }
  }

  # A process that traps exits gets the signal as a message, and another moment to end.
  private fn interrupting(state, ref, statement) {
    let watch = state.watch
    receive {
      (^ref, :done, _) as done -> {
        self() ! done
        await_value(state, ref, statement)
      }
      (:DOWN, ^watch, _, _, _) -> interrupted(state)
      after 200 -> {
        Process.exit(state.evaluator, :kill)
        receive { (:DOWN, ^watch, _, _, _) -> interrupted(state) }
      }
    }
  }

  private fn interrupted(state) {
    print("interrupted")
    evaluating(%{state | evaluator: nil, failed: true})
  }

  private fn lost(:"$interrupted") { "interrupted" }
  private fn lost(reason) {
    "the process that evaluates was ended: \(Shell.brief(reason)); a new one goes on with the same variables"
  }

  # MARK: Everything else

  # What others want to know, and processes that have ended; unknown messages are dropped.
  private fn other((:DOWN, ref, _, _, _), %{hears: ref} as state) { listening(state) }
  private fn other((:DOWN, ref, _, _, reason), %{watch: ref} as state) {
    print(lost(reason))
    evaluating(%{state | evaluator: nil})
  }
  private fn other((:known, from, ref), state) {
    from ! (ref, Map.keys(state.bindings))
    state
  }
  private fn other((:value, from, ref, name), state) {
    from ! (ref, if Map.has_key?(state.bindings, name) { (:ok, state.bindings[name]) } else { :error })
    state
  }
  private fn other((:break, from, ref), state) {
    from ! (ref, :ok)
    Process.exit(state.evaluator, :"$interrupted")
    state
  }
  private fn other(_, state) { state }
}
