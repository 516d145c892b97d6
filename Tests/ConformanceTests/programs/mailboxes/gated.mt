#? support
# What the programs of this folder share.
module Gated {
  ## Starts a monitored process with these options that reads its mailbox only once the gate is
  ## open, and then sends `parent` the list of what it holds. Gives (pid, ref, gate).
  ## The gate is a process whose end is the sign: a :DOWN never counts as a message.
  fn start(options) {
    let parent = self()
    let gate = spawn { receive { :open -> :ok } }
    let (pid, ref) = spawn(Map.put(options, :monitor, true)) {
      let opened = monitor(gate)
      parent ! (:ready, self())
      receive { (:DOWN, ^opened, :process, _, _) -> :ok }
      parent ! (:held, drain())
    }
    receive { (:ready, ^pid) -> :ok }
    (pid, ref, gate)
  }

  ## Reads all that is in the mailbox now.
  fn drain() { receive { m -> [m | drain()]; after 0 -> [] } }

  ## Opens the gate and gives what the process held.
  fn held(gate) {
    gate ! :open
    receive { (:held, messages) -> messages }
  }
}
