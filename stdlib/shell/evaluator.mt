## Internal: the process of a shell that runs the statements.
##
## It is the shell's `self()`. The variables are an argument of its loop; what helpers look at is in
## its dictionary, see `Shell.Context`.
module Shell.Evaluator {
  # From so many words on a value is large.
  let large_words = 100_000

  ## Internal: the evaluator's process, which the guard ends when the keeper has ended.
  ##
  ## Each statement comes with a reference that was made for it, so that the receive begins behind
  ## whatever is in the mailbox: a flood of messages costs a statement nothing.
  fn start(kept) {
    Process.put(:"$shell", kept)
    let turn = make_ref()
    kept.keeper ! (:ready, self(), turn)
    let statement = receive { (^turn, statement) -> statement }
    start(evaluate(kept, statement))
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
        if main == nil { kept } else { run(main, kept, quiet) }
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

  # The guard gets what is new before the keeper hears that the statement is done.
  private fn done(kept, value, bound, quiet) {
    if not quiet { show(value, kept.device) }
    let kept = %{kept | bindings: Map.merge(kept.bindings, bound)}
    if quiet or value === :"$no_value" {
      kept.guard ! (:kept, bound, %{}, false)
      kept
    } else { remember(kept, value, bound) }
  }

  # Of large values only the last is kept for `v()`, and the guard gets none: copies of them would cost
  # more than they are worth.
  private fn remember(kept, value, bound) {
    let number = kept.number
    let large = System.term_size(value, large_words) >= large_words
    kept.guard ! (:kept, bound, if large { %{} } else { %{number => value} }, false)
    let values = Map.delete(kept.values, number - Shell.kept_values())
    let values = if large { Map.delete(values, kept.large) } else { values }
    %{kept | values: Map.put(values, number, value), large: if large { number } else { kept.large }}
  }

  private fn failed(kept) {
    kept.guard ! (:kept, %{}, %{}, true)
    kept
  }

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
