## Internal: what a supervisor tells of itself, as events with the topic `:supervisor`. What nobody
## else would tell is printed too.
module Supervisor.Report {
  ## Internal: a child was started.
  fn started(s, id, pid) {
    if listening?() { publish(event(s, :child_started, id, pid, nil)) } else { :ok }
  }

  ## Internal: a child has ended that was not told to.
  fn ended(s, id, pid, reason) {
    if listening?() { publish(event(s, :child_terminated, id, pid, reason)) } else { :ok }
  }

  ## Internal: a child did not start; whoever asked for it hears of that.
  fn not_started(s, id, reason) {
    if listening?() { publish(event(s, :start_error, id, nil, reason)) } else { :ok }
  }

  ## Internal: a child did not start again. Only the first failure in a row is printed.
  fn not_restarted(s, id, reason, (:restarting, _)) { not_started(s, id, reason) }
  fn not_restarted(s, id, reason, _) {
    Events.report(:supervisor, Map.merge(event(s, :start_error, id, nil, reason), %{
      title: "supervisor \(label(s)) could not restart \(named(id)), and tries again",
    }))
  }

  ## Internal: a restart waits until the process `pid` has given back the name that the child wants.
  fn waiting(s, id, pid) {
    if not listening?() { :ok } else {
      publish(event(s, :name_taken, id, pid, (:already_started, pid)))
    }
  }

  ## Internal: a child did not end as it was told to. That it had to be killed is printed.
  fn not_stopped(s, %{id: id, shutdown: ms}, pid, :too_late) {
    Events.report(:supervisor, Map.merge(event(s, :shutdown_error, id, pid, :killed), %{
      title: "supervisor \(label(s)) killed \(named(id)), which had not ended after \(ms) ms",
      help: "`shutdown:` in the child's specification is how long it may take",
    }))
  }
  fn not_stopped(s, child, pid, reason) {
    if listening?() { publish(event(s, :shutdown_error, child.id, pid, reason)) } else { :ok }
  }

  ## Internal: a child was restarted more often than its own budget allows, and is left alone.
  fn child_given_up(s, id, why) {
    with_history(s, :child_given_up, id, why,
      "supervisor \(label(s)) no longer restarts \(named(id)): \(words(why))",
      "`Supervisor.restart_child` starts it again")
  }

  ## Internal: there were more restarts than allowed; the supervisor ends.
  fn gave_up(s, id, why) {
    with_history(s, :gave_up, id, why, "supervisor \(label(s)) gave up: \(words(why))",
      "what ended is listed above, the oldest first; `backoff: (min, max)` spreads restarts")
  }

  ## Internal: a message came that means nothing to a supervisor.
  fn unexpected(s, message) {
    if listening?() { publish(event(s, :unexpected_message, nil, nil, message)) } else { :ok }
  }

  # Making an event costs more than asking whether anybody wants it.
  private fn listening?() { Events.subscribers(:supervisor) != [] }

  private fn publish(event) { Events.publish(:supervisor, event) }

  private fn event(s, kind, id, pid, reason) {
    %{
      event: kind, supervisor: self(), supervisor_name: s.name, id: id, pid: pid, reason: reason,
    }
  }

  private fn with_history(s, kind, id, why, title, help) {
    let history = Supervisor.Restarts.history(s.history)
    Events.report(:supervisor, Map.merge(event(s, kind, id, self(), :shutdown), %{
      title: title, name: s.name, class: :exit, why: why, history: history, help: help,
      details: List.map(history) { entry in (named(entry.id), entry.reason) },
    }))
  }

  private fn label(%{name: nil}) { inspect(self()) }
  private fn label(%{name: name}) { inspect(name) }

  private fn named(nil) { "a child" }
  private fn named(id) { inspect(id) }

  private fn words((:restart_intensity, max, seconds)) {
    "more than \(restarts(max)) in \(seconds) s"
  }
  private fn words((:child_restart_intensity, id, max, seconds)) {
    "more than \(restarts(max)) of \(named(id)) in \(seconds) s"
  }

  private fn restarts(1) { "1 restart" }
  private fn restarts(n) { "\(n) restarts" }
}
