#? support
# What the programs of this folder share: processes that exit signals are sent to.
module Victim {
  ## Starts a monitored process that tells its parent of every message that it gets.
  fn start(trap) {
    let parent = self()
    let started = spawn_monitor {
      Process.flag(:trap_exit, trap)
      parent ! :victim_ready
      echo(parent)
    }
    receive { :victim_ready -> started }
  }

  private fn echo(parent) {
    receive { m -> { parent ! (:got, self(), m); echo(parent) } }
  }

  ## Sends the exit signal `reason` to a new victim, then a message; gives what became of it.
  fn signalled(trap, reason) {
    let me = self()
    let (pid, ref) = start(trap)
    let true = exit(pid, reason)
    pid ! :ping
    let fate = receive {
      (:got, ^pid, (:EXIT, ^me, why))    -> (:message, why)
      (:got, ^pid, :ping)                -> :nothing
      (:DOWN, ^ref, :process, ^pid, why) -> (:died, why)
    }
    exit(pid, :kill)
    fate
  }

  ## Links a new victim to a peer that ends by `action()`; gives what became of the victim.
  ## Where nothing is to happen, `quiet` says so: then the victim is asked after the peer is gone.
  fn linked(trap, quiet, action) {
    let main = self()
    let (victim, ref) = spawn_monitor {
      Process.flag(:trap_exit, trap)
      let peer = spawn_link { receive { :act -> action() } }
      main ! (:peer, peer)
      receive {
        (:EXIT, ^peer, why) -> main ! (:message, why)
        :are_you_there      -> main ! :nothing
      }
    }
    let peer = receive { (:peer, p) -> p }
    let gone = monitor(peer)
    peer ! :act
    receive { (:DOWN, ^gone, :process, _, _) -> :ok }
    if quiet { victim ! :are_you_there }
    receive {
      (:message, why)                       -> (:message, plain(why))
      :nothing                              -> :nothing
      (:DOWN, ^ref, :process, ^victim, why) -> (:died, plain(why))
    }
  }

  ## Replaces the stack trace of an error's reason by `:trace`.
  fn plain((reason, trace)) when is_list(trace) { (reason, :trace) }
  fn plain(reason) { reason }
}
