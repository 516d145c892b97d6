## Internal: questions that must not take long, whatever those do that are asked.
module Shell.Asking {
  ## Internal: what `f` gives, `(:ok, value)`; `:late` when it takes longer than so many milliseconds,
  ## `:failed` when it raises or exits. It runs in a process of its own, which is ended when it is late.
  ##
  ## >> (Shell.Asking.within(1_000) { 6 * 7 }, Shell.Asking.within(0) { Process.sleep(:infinity) }, Shell.Asking.within(1_000) { exit(:no) })
  ## ((:ok, 42), :late, :failed)
  fn within(ms, f) {
    let (pid, ref) = spawn_monitor {
      exit((:"$answer", try { (:ok, f()) } catch { _ -> :failed }))
    }
    receive {
      (:DOWN, ^ref, _, _, (:"$answer", answer)) -> answer
      (:DOWN, ^ref, _, _, _)                    -> :failed
      after ms -> {
        demonitor(ref, flush: true)
        exit(pid, :kill)
        :late
      }
    }
  }

  ## Internal: the pid behind a pid, a registered name, `(name, node())` or `(:via, Module, term)`; nil
  ## when there is none.
  ##
  ## >> (Shell.Asking.where(self()) == self(), Shell.Asking.where(:nobody_here), Shell.Asking.where([1]))
  ## (true, nil, nil)
  fn where(who) {
    let found = within(1_000) { Gen.where(who) }
    match found {
      (:ok, pid) when is_pid(pid) -> pid
      _                           -> nil
    }
  }

  ## Internal: whether a process with this current function waits in the loop of a server of the library,
  ## so that it answers questions about itself.
  ##
  ## >> Shell.Asking.server?(nil)
  ## false
  fn server?((module_name, _, _)) { Code.function_exported?(module_name, :system_get_state, 1) }
  fn server?(_) { false }

  ## Internal: whether such a process is a supervisor.
  ##
  ## >> Shell.Asking.supervisor?((Supervisor.Server, :loop, 1))
  ## true
  fn supervisor?((Supervisor.Server, _, _)) { true }
  fn supervisor?(_) { false }
}
