/// Signals to processes from threads that are no schedulers, as those of the host.
///
/// The caller keeps the machine alive. A machine that has stopped takes no signals: then nothing
/// happens.
extension UnsafeMutablePointer<Machine> {
  /// Keeps a process from running, whatever it is doing, until ``resume(_:)``; says whether it is
  /// alive.
  ///
  /// It goes on to receive messages. What was suspended twice must be resumed twice. A kill ends it
  /// all the same.
  @discardableResult
  func suspend(_ pid: Term) -> Bool { signal(.suspend, to: pid) }

  /// Lets a suspended process run again; says whether it is alive.
  @discardableResult
  func resume(_ pid: Term) -> Bool { signal(.resume, to: pid) }

  /// Ends a process with the reason `:killed`, which it can neither catch nor trap; says whether it
  /// was alive.
  @discardableResult
  func kill(_ pid: Term) -> Bool { kill(pid, by: .kill, from: nil) }

  /// Sends a process an exit signal with a reason, as `exit(pid, reason)` does; says whether it was
  /// alive.
  ///
  /// - Parameters:
  ///   - reason: `.atom("kill")` is that of ``kill(_:)``.
  ///   - sender: Who is said to have sent it, or nil for the host, which is told as `nil`.
  /// - Throws: `TermWriteProblem` when the machine cannot take the reason.
  @discardableResult
  func exit(
    _ pid: Term,
    reason: Value,
    from sender: ProcessID? = nil
  ) throws(TermWriteProblem) -> Bool {
    if reason == .atom("kill") { return kill(pid) }
    guard isAlive(pid), !pointee.stopping.load(ordering: .acquiring) else { return false }
    let told = Value.tuple([.atom("EXIT"), sender.map(Value.pid) ?? .nil, reason])
    let signal = signal(.exit, to: pid, writing: try TermWriter(told, machine: self))
    return send(signal, to: pid)
  }

  /// Whether a process has not ended.
  func isAlive(_ pid: Term) -> Bool {
    guard pid.isPid, let process = pointee.slabs.find(pid) else { return false }
    return process.pointee.queue.load(ordering: .acquiring) != Mailbox.dead
  }

  private func signal(_ kind: SignalKind, to pid: Term) -> Bool {
    guard isAlive(pid), !pointee.stopping.load(ordering: .acquiring) else { return false }
    let signal = pointee.outside.withLock { outside in
      UnsafeTransfer(outside.pool.signal(kind, to: pid, term: .nil, extra: true))
    }.value
    signal.extra = pid.bits
    return send(signal, to: pid)
  }

  private func send(_ signal: SignalRef, to pid: Term) -> Bool {
    if pointee.stopping.load(ordering: .acquiring) {
      Delivery.drop(signal, from: nil, machine: self)
      return false
    }
    return Delivery.send(signal, to: pid, from: nil, machine: self)
  }

  /// Ends a process with a reason that is an atom, so that it can neither catch nor trap it.
  @discardableResult
  func kill(_ pid: Term, by reason: Atom.Known, from scheduler: SchedulerRef?) -> Bool {
    if let scheduler {
      let signal = scheduler.killSignal(to: pid, by: reason)
      return Delivery.send(signal, to: pid, from: scheduler, machine: self)
    }
    guard isAlive(pid) else { return false }
    let signal = pointee.outside.withLock { outside in
      UnsafeTransfer(outside.pool.killSignal(to: pid, by: reason))
    }.value
    return send(signal, to: pid)
  }
}

extension UnsafeMutablePointer<Scheduler> {
  /// Makes a signal that ends a process with a reason that is an atom.
  func killSignal(to pid: Term, by reason: Atom.Known) -> SignalRef {
    pointee.pool.killSignal(to: pid, by: reason)
  }
}

extension Pool {
  /// Makes a signal that ends a process with a reason that is an atom; it is said to come from the
  /// process itself.
  func killSignal(to pid: Term, by reason: Atom.Known) -> SignalRef {
    let signal = signal(.exit, to: pid, term: .none, words: 4)
    var writer = HeapWriter(top: signal.copy)
    signal.pointee.term = writer.tuple(.atom(.EXIT), pid, .atom(reason))
    signal.pointee.flags.insert(.kill)
    return signal
  }
}
