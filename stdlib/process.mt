## Processes: what the functions that are available everywhere (`spawn`, `send`, `link`, `monitor`,
## `exit`, `register` and so on) leave to say.
##
## ```
## let pid = spawn { Process.sleep(10) }
## Process.wait(pid)
## ```
##
## >> Process.stop(spawn { Process.sleep(:infinity) }, 1_000)
## :shutdown
module Process {
  ## Waits so many milliseconds, or for ever with `:infinity`; `:ok`. Messages stay where they are.
  ##
  ## >> Process.sleep(0)
  ## :ok
  fn sleep(ms) { receive { after ms -> :ok } }

  ## From now on exit signals of linked processes arrive as messages `(:EXIT, pid, reason)`; gives the
  ## old setting.
  ##
  ## >> Process.trap_exit(); Process.flag(:trap_exit, false)
  ## true
  fn trap_exit() { Process.flag(:trap_exit, true) }

  ## Waits for the end of a process and gives its reason; `:noproc` when it has ended before.
  ##
  ## >> let pid = spawn { exit(:tired) }; Process.wait(pid); Process.wait(pid)
  ## :noproc
  fn wait(pid) { wait(pid, :infinity) }

  ## Like `wait`, for at most so many milliseconds; then `:timeout`.
  ##
  ## >> Process.wait(self(), 0)
  ## :timeout
  fn wait(pid, timeout) {
    let ref = monitor(pid)
    receive {
      (:DOWN, ^ref, :process, _, reason) -> reason
      after timeout -> {
        demonitor(ref, flush: true)
        :timeout
      }
    }
  }

  ## Sends an exit signal: `exit(pid, reason)`.
  ##
  ## >> let (pid, ref) = spawn_monitor { Process.sleep(:infinity) }; Process.exit(pid, :kill); receive { (:DOWN, ^ref, _, _, reason) -> reason }
  ## :killed
  fn exit(pid, reason) { Kernel.exit(pid, reason) }

  ## Ends a process and waits until it has ended: with the signal `:shutdown`, and with `:kill` when it
  ## has not ended after so many milliseconds. Gives the reason that it ended with.
  ##
  ## >> Process.stop(spawn { Process.sleep(:infinity) }, 1_000)
  ## :shutdown
  fn stop(pid, timeout) {
    let ref = monitor(pid)
    Kernel.exit(pid, :shutdown)
    receive {
      (:DOWN, ^ref, :process, _, reason) -> reason
      after timeout -> {
        Kernel.exit(pid, :kill)
        receive { (:DOWN, ^ref, :process, _, reason) -> reason }
      }
    }
  }

  ## How many messages wait in a process's mailbox, or nil when it has ended.
  ##
  ## >> Process.message_count(self())
  ## 0
  fn message_count(pid) { Process.info(pid, :message_queue_len) }

  ## The name that a process is registered under, or nil.
  ##
  ## >> Process.name(spawn { Process.sleep(:infinity) })
  ## nil
  fn name(pid) { Process.info(pid, :registered_name) }

  ## Takes all messages out of the mailbox and gives them, the oldest first.
  ##
  ## >> self() ! :a; self() ! :b; Process.flush()
  ## [:a, :b]
  fn flush() {
    receive {
      message -> [message | flush()]
      after 0 -> []
    }
  }
}
