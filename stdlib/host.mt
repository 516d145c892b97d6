## Internal: the process that stands for the Swift program around the virtual machine. Programs send to
## it, link to it and monitor it as they do with any other; what it receives, the host reads.
module Host {
  ## Internal: makes the calling process stand for the host.
  fn run() {
    Process.flag(:trap_exit, true)
    serve()
  }

  ## Internal: sends a message, and waits for room when the mailbox is full.
  fn send(target, message) {
    target ! message
    :ok
  }

  private fn serve() {
    match Host.turn() {
      :receive -> receive {
        :"$host_turn" -> nil
        message -> deliver_readable(message)
      }
      :stop -> exit(:normal)
      (number, request) -> Host.answer(number, answer_to(request))
    }
    serve()
  }

  # What no value of the host can hold arrives as text.
  private fn deliver_readable(message) {
    try { Host.deliver(message) } catch {
      (:error, reason) -> Host.deliver((:unreadable, reason, inspect(message, %{total: 1_000})))
    }
  }

  private fn answer_to(request) {
    try { (:ok, perform(request)) } catch { (_, reason) -> (:error, reason) }
  }

  private fn perform((:information, pid)) { Process.info(pid) }
  private fn perform((:link, pid)) { link(pid) }
  private fn perform((:unlink, pid)) { unlink(pid) }
  private fn perform((:monitor, target)) { monitor(target) }
  private fn perform((:demonitor, ref)) { demonitor(ref, flush: true) }
  private fn perform((:register, name)) { register(name, self()) }
  private fn perform((:unregister, name)) { unregister(name) }
}
