## Internal: the process of a shell that hears what happens on its device.
module Shell.Events {
  ## Internal: listens for the keeper; the guard knows the variables.
  fn listen(device, keeper, guard) {
    match Terminal.await_event(device) {
      :interrupt      -> keeper ! :interrupt
      (:resize, _, _) -> :ok
      :closed         -> {
        keeper ! :closed
        exit(:normal)
      }
      # In a process of its own: a Tab must not keep a Ctrl-C waiting.
      (:complete, request, text, cursor) -> spawn { complete(device, guard, request, text, cursor) }
    }
    listen(device, keeper, guard)
  }

  private fn complete(device, guard, request, text, cursor) {
    let names = ask(guard, fn(tag) { (:names, self(), tag) }, [])
    let known = %{bindings: for name in names { String.from_atom(name) }, functions: typed(device),
      value: fn(name) { value(guard, name) }}
    let (start, candidates) = Shell.Completer.complete(text, cursor, known)
    Terminal.complete(device, request, start, candidates)
  }

  # The functions that were typed are those of a module.
  private fn typed(device) {
    match Code.exports(String.to_atom("Shell.Session\(device)")) {
      (:error, _) -> []
      functions   -> functions
    }
  }

  private fn value(guard, name) {
    ask(guard, fn(tag) { (:value, self(), tag, String.to_atom(name)) }, :error)
  }

  private fn ask(guard, question, default) {
    let tag = make_ref()
    guard ! question(tag)
    receive {
      (^tag, answer) -> answer
      after 300 -> default
    }
  }
}
