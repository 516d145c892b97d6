## Internal: the stage at the beginning of a flow: it produces what is asked for from a list, a range or a
## function.
##
## >> Flow.Source.handle_demand(2, (:list, [1, 2, 3]))
## (:noreply, [1, 2], (:list, [3]))
module Flow.Source {
  ## Internal: the stage starts.
  fn init((:with, dispatcher, source)) {
    (:producer, source, %{dispatcher: dispatcher, demand: :accumulate})
  }
  fn init(source) { (:producer, source) }

  ## Internal: `count` more events are wanted.
  fn handle_demand(count, (:list, xs)) {
    match List.drop(xs, count) {
      []   -> (:done, xs, (:list, []))
      rest -> (:noreply, List.take(xs, count), (:list, rest))
    }
  }
  fn handle_demand(count, (:range, a, b)) {
    let last = a + count - 1
    if last >= b {
      (:done, a..b, (:range, b + 1, b))
    } else {
      (:noreply, a..last, (:range, last + 1, b))
    }
  }
  fn handle_demand(count, (:function, f)) { pull(f, count, []) }
  fn handle_demand(count, (:unfold, state, f)) { unfold(f, state, count, []) }

  private fn pull(f, 0, events) { (:noreply, List.reverse(events), (:function, f)) }
  private fn pull(f, count, events) {
    match f() {
      (:ok, event) -> pull(f, count - 1, [event | events])
      :done        -> (:done, List.reverse(events), (:list, []))
      other        -> raise((:bad_return_value, other))
    }
  }

  private fn unfold(f, state, 0, events) { (:noreply, List.reverse(events), (:unfold, state, f)) }
  private fn unfold(f, state, count, events) {
    match f(state) {
      (event, next) -> unfold(f, next, count - 1, [event | events])
      nil           -> (:done, List.reverse(events), (:list, []))
      other         -> raise((:bad_return_value, other))
    }
  }
}
