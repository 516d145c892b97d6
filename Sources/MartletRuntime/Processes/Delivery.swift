import Synchronization

/// The way of a signal to its receiver.
enum Delivery {
  /// Puts a signal in a process's queue and wakes the process if it waits; false when it is dead.
  ///
  /// Whoever wakes a process owns it until it stands in a run queue, so a message goes straight to
  /// its mailbox: the process need not take it from the queue, which saves an exchange and the
  /// walk, about 8 ns of a message. `scheduler` is that of the calling thread, or nil on a thread
  /// that is none.
  @inline(__always)
  static func post(
    _ signal: SignalRef,
    to process: ProcessRef,
    from scheduler: SchedulerRef?,
    machine: MachineRef
  ) -> Bool {
    let urgent = signal.pointee.flags.contains(.urgent)
    let isPlain =
      signal.pointee.kind == .message && signal.pointee.addressee == process.pid
    var old = process.pointee.queue.load(ordering: .relaxed)
    while true {
      if old == Mailbox.dead { return false }
      let wakes = old == Mailbox.waiting
      signal.pointee.next = wakes ? nil : SignalRef(bitPattern: old)
      // Release: the receiver sees the signal as it was written. Acquire: whoever wakes the
      // process sees it as it was left, because from then on it is ours to enqueue.
      let (exchanged, original) = process.pointee.queue.weakCompareExchange(
        expected: old,
        desired: wakes && isPlain ? Mailbox.empty : UInt(bitPattern: signal),
        successOrdering: .acquiringAndReleasing,
        failureOrdering: .relaxed
      )
      if exchanged {
        if !wakes { return true }
        if isPlain { giveMessage(signal, to: process, machine: machine) }
        guard let scheduler else {
          machine.wakeFromOutside(process)
          return true
        }
        if urgent {
          scheduler.pointee.queues.appendUrgent(process)
        } else {
          scheduler.pointee.queues.append(process)
        }
        return true
      }
      old = original
    }
  }

  /// Gives a message to a process that the caller has just woken.
  @inline(__always)
  private static func giveMessage(
    _ signal: SignalRef,
    to process: ProcessRef,
    machine: MachineRef
  ) {
    // Relaxed: who has just subscribed hears of the next message.
    let threshold = machine.pointee.events.mailboxThreshold.load(ordering: .relaxed)
    if process.pointee.flags.intersection([.dropsOldest, .longMailbox, .traced]).isEmpty,
      process.pointee.messageCount &+ 1 < threshold, signal.pointee.addressee == process.pid
    {
      process.pointee.mailbox.append(signal)
      process.pointee.messageCount &+= 1
    } else {
      putInQueue(signal, of: process)
    }
  }

  /// Puts a message in the queue of a process that does not wait: there is something to see to
  /// when it is taken.
  @inline(never)
  private static func putInQueue(_ signal: SignalRef, of process: ProcessRef) {
    var old = process.pointee.queue.load(ordering: .relaxed)
    while true {
      signal.pointee.next = SignalRef(bitPattern: old)
      // Release: the receiver sees the signal as it was written.
      let (exchanged, original) = process.pointee.queue.weakCompareExchange(
        expected: old,
        desired: UInt(bitPattern: signal),
        successOrdering: .releasing,
        failureOrdering: .relaxed
      )
      if exchanged { return }
      old = original
    }
  }

  /// Sends a signal to a pid, an alias or a registered name; what cannot be delivered becomes a
  /// dead letter if it is a message.
  @discardableResult
  static func send(
    _ signal: SignalRef,
    to target: Term,
    from scheduler: SchedulerRef?,
    machine: MachineRef
  ) -> Bool {
    var addressee = target
    if target.isAtom {
      guard let pid = machine.pointee.names.find(target.atom) else {
        undeliverable(signal, target, from: scheduler, machine: machine)
        return false
      }
      addressee = pid
    }
    signal.pointee.addressee = addressee
    let process =
      addressee.isAlias
      ? machine.pointee.slabs.block(addressee.slot) : machine.pointee.slabs.find(addressee)
    if let process, post(signal, to: process, from: scheduler, machine: machine) { return true }
    undeliverable(signal, target, from: scheduler, machine: machine)
    return false
  }

  private static func undeliverable(
    _ signal: SignalRef,
    _ target: Term,
    from scheduler: SchedulerRef?,
    machine: MachineRef
  ) {
    if signal.pointee.kind == .message {
      DeadLetters.publish(signal, to: target, reason: .dead, from: scheduler, machine: machine)
    } else {
      drop(signal, from: scheduler, machine: machine)
    }
  }

  /// Frees a signal, on whatever thread.
  static func drop(_ signal: SignalRef, from scheduler: SchedulerRef?, machine: MachineRef) {
    if let scheduler {
      scheduler.pointee.pool.drop(signal)
    } else {
      // Before the lock is taken: the end of an object of the host may send something itself.
      signal.offHeap.releaseAll()
      signal.pointee.flags.remove(.offHeap)
      let transfer = UnsafeTransfer(signal)
      machine.pointee.outside.withLock { $0.pool.drop(transfer.value) }
    }
  }
}

extension UnsafeMutablePointer<Scheduler> {
  /// Makes a signal whose term is a tuple of immediates and, as its last element, a copy of a term.
  func signal(
    _ kind: SignalKind,
    to addressee: Term,
    _ first: Term,
    _ second: Term,
    _ third: Term? = nil,
    _ fourth: Term? = nil,
    copying last: Term
  ) -> SignalRef {
    let literals = pointee.machine.pointee.literals.range
    var copy = TermCopy(last, literals: literals)
    _ = copy.measure(budget: .max / 4)
    let count = 3 + (third == nil ? 0 : 1) + (fourth == nil ? 0 : 1)
    let signal = pointee.pool.signal(
      kind,
      to: addressee,
      term: .none,
      words: copy.words + count + 1
    )
    copy.begin(at: signal.copy + (count + 1))
    _ = copy.run(budget: 1 << 40)
    let tuple = signal.copy
    tuple[0] = BoxHeader(.tuple, size: count).bits
    tuple[1] = first.bits
    tuple[2] = second.bits
    if let third { tuple[3] = third.bits }
    if let fourth { tuple[4] = fourth.bits }
    tuple[count] = copy.result.bits
    signal.pointee.term = Term(box: tuple)
    if copy.offHeap.first != 0 {
      signal.pointee.flags.insert(.offHeap)
      signal.extra = copy.offHeap.first
    }
    return signal
  }

  /// Makes a signal of a value that is written into it, its terms copied.
  func signal(
    _ kind: SignalKind,
    to addressee: Term,
    _ value: ProcessInformation.Value
  ) -> SignalRef {
    let literals = pointee.machine.pointee.literals.range
    let words = value.words + value.copied(literals)
    let signal = pointee.pool.signal(kind, to: addressee, term: .none, words: words)
    var writer = HeapWriter(top: signal.copy)
    var list = OffHeapList()
    signal.pointee.term = value.write(&writer, literals, &list, pointee.pool.ledger)
    if list.first != 0 {
      signal.pointee.flags.insert(.offHeap)
      signal.extra = list.first
    }
    return signal
  }

  /// Makes a message of a copy of a term.
  func message(_ term: Term, to addressee: Term) -> SignalRef {
    signal(.message, to: addressee, .term(term))
  }

  /// Sends a signal that is only a kind and a pid.
  func notify(_ kind: SignalKind, _ target: Term, from: Term, term: Term = .nil) -> Bool {
    let signal = pointee.pool.signal(kind, to: target, term: term, extra: true)
    signal.extra = from.bits
    return Delivery.send(signal, to: target, from: self, machine: pointee.machine)
  }
}
