extension UnsafeMutablePointer<Machine> {
  /// Ends a process with a reason that is an atom, so that it can neither catch nor trap it, from the
  /// thread of a scheduler or from another; says whether it was alive.
  @discardableResult
  func kill(_ pid: Term, by reason: Atom.Known, from scheduler: SchedulerRef?) -> Bool {
    if let scheduler {
      let signal = scheduler.pointee.pool.killSignal(to: pid, by: reason)
      return Delivery.send(signal, to: pid, from: scheduler, machine: self)
    }
    let made = pointee.outside.withLock { outside -> UnsafeTransfer<SignalRef>? in
      outside.isClosed ? nil : UnsafeTransfer(outside.pool.killSignal(to: pid, by: reason))
    }
    guard let signal = made?.value else { return false }
    return Delivery.send(signal, to: pid, from: nil, machine: self)
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
