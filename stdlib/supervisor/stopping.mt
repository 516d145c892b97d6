## Internal: how a supervisor stops its children.
module Supervisor.Stopping {
  ## Internal: stops one child and waits until it has ended: `:ok`, or `(:error, reason)` when it
  ## did not end as it should have.
  fn stop(pid, child) {
    # The monitor, and not the link, tells of the end: a child that has unlinked cannot keep us
    # waiting.
    let ref = monitor(pid)
    match child.shutdown {
      :brutal_kill -> {
        exit(pid, :kill)
        receive { (:DOWN, ^ref, :process, _, reason) -> killed(real(pid, reason), child) }
      }
      timeout -> {
        exit(pid, :shutdown)
        receive {
          (:DOWN, ^ref, :process, _, reason) -> ended(real(pid, reason), child)
          after timeout -> {
            exit(pid, :kill)
            receive { (:DOWN, ^ref, :process, _, reason) -> late(real(pid, reason), child) }
          }
        }
      }
    }
  }

  # A child that ended before the monitor was there has left its reason in the link's message. The
  # messages of the other links are not looked for: the pids in them are no longer known when they
  # are taken.
  private fn real(pid, :noproc) {
    receive {
      (:EXIT, ^pid, reason) -> reason
      after 0 -> :noproc
    }
  }
  private fn real(_, reason) { reason }

  private fn late(:killed, _) { (:error, :too_late) }
  private fn late(reason, child) { ended(reason, child) }

  private fn killed(:killed, _) { :ok }
  private fn killed(reason, child) { ended(reason, child) }

  private fn ended(:shutdown, _) { :ok }
  private fn ended(reason, %{restart: :permanent}) { (:error, reason) }
  private fn ended((:shutdown, _), _) { :ok }
  private fn ended(:normal, _) { :ok }
  private fn ended(reason, _) { (:error, reason) }

  ## Internal: stops all children `(pid, child)` at once and waits until they have ended, each for
  ## as long as it may take; `told(pid, reason, late)` hears of those that did not end as they
  ## should have. Every other message is thrown away, so this is for a supervisor that is about to
  ## end.
  fn stop_all(children, told) {
    tell(children)
    for (ms, _) in times(children, %{}) { Process.start_timer(self(), (:"$kill", ms), ms) }
    wait(length(children), children, told, false)
  }

  private fn tell([(pid, child) | rest]) {
    monitor(pid, tag: :"$stopped")
    exit(pid, if child.shutdown == :brutal_kill { :kill } else { :shutdown })
    tell(rest)
  }
  private fn tell([]) { :ok }

  # The different times after which children are killed.
  private fn times([(_, %{shutdown: ms}) | rest], found) when is_integer(ms) {
    times(rest, if Map.has_key?(found, ms) { found } else { Map.put(found, ms, true) })
  }
  private fn times([_ | rest], found) { times(rest, found) }
  private fn times([], found) { found }

  private fn wait(0, _, _, _) { :ok }
  private fn wait(count, children, told, late) {
    receive {
      (:"$stopped", _, :process, pid, reason) -> {
        if reason != :shutdown and reason != :noproc { told(pid, reason, late) }
        wait(count - 1, children, told, late)
      }
      (:timeout, _, (:"$kill", ms)) -> {
        # Those that have ended do not mind.
        for (pid, %{shutdown: ^ms}) in children { exit(pid, :kill) }
        wait(count, children, told, true)
      }
      _ -> wait(count, children, told, late)
    }
  }

  ## Internal: whether a child that was stopped ended as it should have: `:ok` or `(:error,
  ## reason)`.
  ## `late` says whether some were killed because they took too long.
  fn verdict(reason, %{shutdown: :brutal_kill} as child, _) { killed(reason, child) }
  fn verdict(reason, child, true) { late(reason, child) }
  fn verdict(reason, child, false) { ended(reason, child) }
}
