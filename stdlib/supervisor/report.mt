## Internal: what a supervisor tells of itself as events with the topic `:supervisor`.
module Supervisor.Report {
  ## Internal: a child was started.
  fn started(s, id, pid) {
    if listening?() { tell(s, :child_started, id, pid, nil) } else { :ok }
  }

  ## Internal: a child has ended that was not told to.
  fn ended(s, id, pid, reason) {
    if listening?() { tell(s, :child_terminated, id, pid, reason) } else { :ok }
  }

  ## Internal: a child did not start.
  fn not_started(s, id, reason) {
    if listening?() { tell(s, :start_error, id, nil, reason) } else { :ok }
  }

  ## Internal: a restart waits until the process `pid` has given back the name that the child wants.
  fn waiting(s, id, pid) {
    if listening?() { tell(s, :name_taken, id, pid, (:already_started, pid)) } else { :ok }
  }

  ## Internal: a child did not end as it was told to.
  fn not_stopped(s, id, pid, reason) {
    if listening?() { tell(s, :shutdown_error, id, pid, reason) } else { :ok }
  }

  ## Internal: a child was restarted more often than its own budget allows, and is left alone.
  fn child_given_up(s, id, why) {
    report(s, :child_given_up, "supervisor \(label(s)) no longer restarts \(inspect(id)): \(words(why))", why,
      "`Supervisor.restart_child` starts it again")
  }

  ## Internal: there were more restarts than allowed; the supervisor ends.
  fn gave_up(s, why) {
    report(s, :gave_up, "supervisor \(label(s)) gave up: \(words(why))", why,
      "what ended is listed above, the oldest first; `backoff: (min, max)` spreads restarts")
  }

  ## Internal: a message came that means nothing to a supervisor.
  fn unexpected(s, message) {
    if listening?() { tell(s, :unexpected_message, nil, nil, message) } else { :ok }
  }

  private fn tell(s, event, id, pid, reason) {
    Events.publish(:supervisor, %{
      event: event, supervisor: self(), name: s.name, id: id, pid: pid, reason: reason,
    })
  }

  private fn report(s, event, title, why, help) {
    let history = Supervisor.Restarts.history(s.history)
    Events.report(:supervisor, %{
      event: event, supervisor: self(), title: title, pid: self(), name: s.name, class: :exit,
      reason: :shutdown, why: why, history: history, help: help,
      details: List.map(history) { entry in (inspect(entry.id), entry.reason) },
    })
  }

  # Making an event costs more than asking whether anybody wants it.
  private fn listening?() { Events.subscribers(:supervisor) != [] }

  private fn label(s) { if s.name == nil { inspect(self()) } else { inspect(s.name) } }

  private fn words((:restart_intensity, max, seconds)) {
    "more than \(max) restarts in \(seconds) s"
  }
  private fn words((:child_restart_intensity, id, max, seconds)) {
    "more than \(max) restarts of \(inspect(id)) in \(seconds) s"
  }
}
