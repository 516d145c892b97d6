## Internal: the process of a shell that hears what happens on its device.
module Shell.Events {
  ## Internal: listens for the keeper.
  fn listen(device, keeper) {
    match Terminal.await_event(device) {
      :interrupt -> keeper ! :interrupt
      :closed    -> {
        keeper ! :closed
        exit(:normal)
      }
      (:complete, request, text, cursor) -> complete(device, keeper, request, text, cursor)
      (:resize, _, _) -> :ok
    }
    listen(device, keeper)
  }

  # In a process of its own: a Tab must not keep a Ctrl-C waiting.
  private fn complete(device, keeper, request, text, cursor) {
    spawn {
      let ref = make_ref()
      keeper ! (:known, self(), ref)
      let bindings = receive {
        (^ref, names) -> names
        after 300 -> []
      }
      let known = %{bindings: for name in bindings { String.from_atom(name) },
        value: fn(name) { value(keeper, name) }, functions: []}
      let (start, candidates) = Shell.Completer.complete(text, cursor, known)
      Terminal.complete(device, request, start, candidates)
    }
  }

  private fn value(keeper, name) {
    let ref = make_ref()
    keeper ! (:value, self(), ref, String.to_atom(name))
    receive {
      (^ref, answer) -> answer
      after 300 -> :error
    }
  }
}
