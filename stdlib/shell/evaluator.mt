## Internal: the process of a shell that runs the statements.
##
## It is the shell's `self()`. The variables are an argument of its loop; what helpers look at is in
## its dictionary, see `Shell.Context`.
module Shell.Evaluator {
  ## Internal: how many earlier values `v(n)` can give.
  fn kept_values() { 100 }

  ## Internal: the evaluator's process.
  fn start(kept) { loop(kept, monitor(kept.keeper)) }

  # The keeper asks with its own reference and is answered with a fresh one: the receive for that begins
  # behind all that is in the mailbox, so that a flood of messages costs nothing.
  private fn loop(kept, watch) {
    Process.put(:"$shell", kept)
    receive {
      (:"$ask", keeper, ref) -> {
        let turn = make_ref()
        keeper ! (ref, :ready, turn)
        let statement = receive {
          (^turn, statement) -> statement
          (:DOWN, ^watch, _, _, _) -> nil
        }
        match statement {
          nil -> orphan(kept)
          _   -> {
            let (kept, told) = evaluate(kept, statement)
            keeper ! (ref, :done, told)
            loop(kept, watch)
          }
        }
      }
      (:DOWN, ^watch, _, _, _) -> orphan(kept)
    }
  }

  private fn orphan(kept) {
    kept.guard ! (:orphan, kept.keeper, self(), %{bindings: kept.bindings, values: kept.values, number: kept.number + 1})
    receive {
      (:"$adopted", keeper) -> loop(%{kept | keeper: keeper}, monitor(keeper))
    }
  }

  # MARK: Statements

  private fn evaluate(kept, (name, text, quiet, number)) {
    let kept = %{kept | number: number}
    Process.put(:"$shell", kept)
    let %{color: color} = Terminal.traits(kept.device)
    match Code.compile_statement(kept.device, name, text, Map.keys(kept.bindings), color) {
      (:error, messages) -> {
        IO.write(messages)
        failed(kept)
      }
      (:ok, main, definitions, messages) -> {
        IO.write(messages)
        if not quiet { tell(definitions, color) }
        if main == nil { (kept, told(%{}, %{}, false)) }
        else { run(main, kept, quiet) }
      }
    }
  }

  private fn tell([], _) { :ok }
  private fn tell(definitions, color) {
    let text = "defined " <> String.join(definitions, ", ")
    print(if color { "\e[2m\(text)\e[0m" } else { text })
  }

  private fn run(main, kept, quiet) {
    let result = try { main.run(kept.bindings) } catch {
      (class, reason) -> {
        report(kept.device, class, reason, stacktrace())
        :"$failed"
      }
    }
    match result {
      :"$failed"                     -> failed(kept)
      (:"$done", value, bound)       -> done(kept, value, bound, quiet)
      # A let-else has ended the statement early.
      value                          -> done(kept, value, %{}, quiet)
    }
  }

  private fn done(kept, value, bound, quiet) {
    if not quiet { show(value, kept.device) }
    let values = if quiet or value === :"$no_value" { %{} } else { %{kept.number => value} }
    let kept = %{kept | bindings: Map.merge(kept.bindings, bound),
      values: Map.delete(Map.merge(kept.values, values), kept.number - kept_values())}
    (kept, told(bound, small(values), false))
  }

  private fn failed(kept) { (kept, told(%{}, %{}, true)) }

  private fn told(bound, values, failed) { %{bindings: bound, values: values, failed: failed} }

  private fn small(values) { values }

  # MARK: What is shown

  private fn show(:"$no_value", _) { :ok }
  private fn show(value, device) { print(Shell.Context.pretty(value, device)) }

  private fn report(device, class, reason, trace) {
    let reason = if class == :throw { (:nocatch, reason) } else { reason }
    let (reason, trace) = match (class, reason) {
      (:exit, (inner, [(_, _, _, _) | _] as inside)) -> (inner, inside)
      _                                              -> (reason, trace)
    }
    IO.write(Terminal.crash_text(device, class, reason, own(trace)))
  }

  # The calls that the user has made, without those of the shell.
  private fn own(trace) {
    List.take_while(trace) { frame in
      match frame {
        (Shell.Evaluator, _, _, _) -> false
        _                          -> true
      }
    }
  }
}
