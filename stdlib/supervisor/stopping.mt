## Internal: how a supervisor stops its children.
module Supervisor.Stopping {
  ## Internal: stops one child and waits until it has ended: `:ok`, or `(:error, reason)` when it did not
  ## end as it should have.
  fn stop(pid, child) {
    # The monitor, and not the link, tells of the end: a child that has unlinked cannot keep us waiting.
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
            receive { (:DOWN, ^ref, :process, _, reason) -> ended(real(pid, reason), child) }
          }
        }
      }
    }
  }

  # A child that ended before the monitor was there has left its reason in the link's message. The messages of
  # the other links are not looked for: the pids in them are no longer known when they are taken.
  private fn real(pid, :noproc) {
    receive {
      (:EXIT, ^pid, reason) -> reason
      after 0 -> :noproc
    }
  }
  private fn real(_, reason) { reason }

  private fn killed(:killed, _) { :ok }
  private fn killed(reason, child) { ended(reason, child) }

  private fn ended(:shutdown, _) { :ok }
  private fn ended(reason, %{restart: :permanent}) { (:error, reason) }
  private fn ended((:shutdown, _), _) { :ok }
  private fn ended(:normal, _) { :ok }
  private fn ended(reason, _) { (:error, reason) }

  ## Internal: stops all children `(pid, child)` at once and waits until they have ended, each for as long
  ## as it may take; `told(pid, child, reason)` hears of those that did not end as they should have. Every other
  ## message is thrown away, so this is for a supervisor that is about to end.
  fn stop_all(children, told) {
    let waiting = List.reduce(children, %{}) { (pid, child), waiting in
      let ref = monitor(pid)
      exit(pid, if child.shutdown == :brutal_kill { :kill } else { :shutdown })
      Map.put(waiting, ref, (pid, child))
    }
    children
    |> List.map { (_, child) in child.shutdown }
    |> times(%{})
    |> Map.keys()
    |> List.each { ms in Process.start_timer(self(), (:"$kill", ms), ms) }
    wait(waiting, told)
  }

  private fn times([ms | rest], found) when is_integer(ms) {
    if Map.has_key?(found, ms) { times(rest, found) } else { times(rest, Map.put(found, ms, true)) }
  }
  private fn times([_ | rest], found) { times(rest, found) }
  private fn times([], found) { found }

  private fn wait(waiting, _) when map_size(waiting) == 0 { :ok }
  private fn wait(waiting, told) {
    receive {
      (:DOWN, ref, :process, pid, reason) -> {
        match Map.get(waiting, ref, nil) {
          nil        -> wait(waiting, told)
          (_, child) -> {
            judge(pid, child, reason, told)
            wait(Map.delete(waiting, ref), told)
          }
        }
      }
      (:timeout, _, (:"$kill", ms)) -> {
        for (_, (pid, %{shutdown: ^ms})) in waiting { exit(pid, :kill) }
        wait(waiting, told)
      }
      _ -> wait(waiting, told)
    }
  }

  private fn judge(_, _, :noproc, _) { :ok }
  private fn judge(pid, child, reason, told) {
    let verdict = if child.shutdown == :brutal_kill { killed(reason, child) } else { ended(reason, child) }
    match verdict {
      :ok              -> :ok
      (:error, reason) -> told(pid, child, reason)
    }
  }
}
