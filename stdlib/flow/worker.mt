## Internal: a stage in the middle of a flow: it takes every event through a chain of steps.
##
## >> Flow.Worker.run([(:map, fn(x) { x + 1 }), (:filter, fn(x) { x > 2 })], [1, 2, 3])
## [3, 4]
module Flow.Worker {
  # State: (steps before, kept, steps after). `kept` is nil, or what goes from event to event:
  # (:reduce, acc, f), (:batch, size, count, reversed), (:take, left), (:drop, left).

  ## Internal: the stage starts.
  fn init((dispatcher, before, kept, behind)) {
    (:producer_consumer, (before, kept, behind), %{dispatcher: dispatcher})
  }

  ## Internal: events come.
  fn handle_events(events, _from, (before, nil, _) as state) {
    (:noreply, run(before, events), state)
  }
  fn handle_events(events, _from, (before, kept, behind)) {
    let (how, events, kept) = keep(kept, run(before, events))
    (how, run(behind, events), (before, kept, behind))
  }

  ## Internal: all events have come.
  fn handle_done((before, kept, behind)) {
    let last = match kept {
      (:reduce, acc, _)          -> [acc]
      (:batch, _, 0, _)          -> []
      (:batch, _, _, reversed)   -> [List.reverse(reversed)]
      _                          -> []
    }
    (:noreply, run(behind, last), (before, nil, behind))
  }

  private fn keep((:reduce, acc, f), events) {
    (:noreply, [], (:reduce, List.reduce(events, acc, f), f))
  }
  private fn keep((:batch, size, count, reversed), events) {
    batch(events, size, count, reversed, [])
  }
  private fn keep((:take, left), events) {
    match length(events) {
      n when n < left -> (:noreply, events, (:take, left - n))
      _               -> (:done, List.take(events, left), (:take, 0))
    }
  }
  private fn keep((:drop, left), events) {
    let rest = List.drop(events, left)
    (:noreply, rest, (:drop, left - (length(events) - length(rest))))
  }

  private fn batch([x | rest], size, count, reversed, batches) when count + 1 == size {
    batch(rest, size, 0, [], [List.reverse([x | reversed]) | batches])
  }
  private fn batch([x | rest], size, count, reversed, batches) {
    batch(rest, size, count + 1, [x | reversed], batches)
  }
  private fn batch([], size, count, reversed, batches) {
    (:noreply, List.reverse(batches), (:batch, size, count, reversed))
  }

  ## Internal: takes a list of events through steps.
  fn run([], events) { events }
  fn run(steps, events) { all(events, steps, []) }

  private fn all([event | rest], steps, out) { all(rest, steps, one(steps, event, out)) }
  private fn all([], _steps, out) { List.reverse(out) }

  private fn one([], event, out) { [event | out] }
  private fn one([(:map, f) | steps], event, out) { one(steps, f(event), out) }
  private fn one([(:filter, f) | steps], event, out) {
    if f(event) { one(steps, event, out) } else { out }
  }
  private fn one([(:each, f) | steps], event, out) {
    f(event)
    one(steps, event, out)
  }
  private fn one([(:flat_map, f) | steps], event, out) { many(f(event), steps, out) }

  private fn many([event | rest], steps, out) { many(rest, steps, one(steps, event, out)) }
  private fn many([], _steps, out) { out }
}
