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
  ##
  ## Needs the capability `introspection` for other processes than the caller.
  fn message_count(pid) { Process.info(pid, :message_queue_len) }

  ## The name that a process is registered under, or nil.
  ##
  ## >> Process.name(spawn { Process.sleep(:infinity) })
  ## nil
  ##
  ## Needs the capability `introspection` for other processes than the caller.
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

  ## The state of a running GenServer, Supervisor, StateMachine or Agent, for a look into a live system.
  ##
  ## >> let (:ok, agent) = Agent.start(fn() { 7 }); Process.get_state(agent)
  ## 7
  ##
  ## Needs the capability `introspection`.
  fn get_state(server) { get_state(server, 5_000) }

  ## Like `get_state`, waiting for at most so many milliseconds; the caller exits when no answer comes.
  ##
  ## >> let (:ok, agent) = Agent.start(fn() { 7 }); Process.get_state(agent, 1_000)
  ## 7
  ##
  ## Needs the capability `introspection`.
  fn get_state(server, timeout) {
    settled(Gen.system_request(server, :get_state, timeout, (Process, :get_state, [server, timeout])))
  }

  ## Replaces the state of a running server by `f(state)` and gives the new one; for repairs in a live
  ## system. When `f` raises, so does this, and the server keeps its state.
  ##
  ## >> let (:ok, agent) = Agent.start(fn() { 7 }); Process.replace_state(agent) { n in n + 1 }
  ## 8
  ##
  ## Needs the capability `introspection`.
  fn replace_state(server, f) {
    settled(Gen.system_request(server, (:replace_state, f), 5_000, (Process, :replace_state, [server, f])))
  }

  ## Keeps a running server from handling anything but system messages until `resume`; what is sent to it
  ## waits in its mailbox. `Process.freeze` does this to any process, by force.
  ##
  ## >> let (:ok, agent) = Agent.start(fn() { 7 }); Process.suspend(agent); Process.get_state(agent)
  ## 7
  ##
  ## Needs the capability `introspection`.
  fn suspend(server) {
    settled(Gen.system_request(server, :suspend, 5_000, (Process, :suspend, [server])))
  }

  ## Lets a suspended server go on; `:ok`.
  ##
  ## >> let (:ok, agent) = Agent.start(fn() { 7 }); Process.suspend(agent); Process.resume(agent); Agent.get(agent) { n in n }
  ## 7
  ##
  ## Needs the capability `introspection`.
  fn resume(server) {
    settled(Gen.system_request(server, :resume, 5_000, (Process, :resume, [server])))
  }

  private fn settled(:ok) { :ok }
  private fn settled((:ok, value)) { value }
  private fn settled((:error, (:error, reason))) { raise(reason) }
  private fn settled((:error, (:throw, value))) { throw(value) }
  private fn settled((:error, (_, reason))) { Kernel.exit(reason) }
}
