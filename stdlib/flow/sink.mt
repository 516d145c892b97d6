## Internal: the stage at the end of a flow: it folds all events into one value, and sends that to the process
## that waits for it: `(:flow_result, stage, value)`.
##
## >> Flow.Sink.handle_events([1, 2], nil, (self(), 0, fn(x, sum) { x + sum })) |> elem(2) |> elem(1)
## 3
module Flow.Sink {
  ## Internal: the stage starts.
  fn init((owner, acc, f)) { (:consumer, (owner, acc, f)) }

  ## Internal: events come.
  fn handle_events(events, _from, (owner, acc, f)) {
    (:noreply, [], (owner, List.reduce(events, acc, f), f))
  }

  ## Internal: all events have come.
  fn handle_done((owner, acc, f)) {
    owner ! (:flow_result, self(), acc)
    (:noreply, [], (owner, nil, f))
  }
}
