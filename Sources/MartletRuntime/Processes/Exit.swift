import Synchronization

/// The end of a process.
enum Exit {
  /// Notes that the process has returned from its first function.
  static func normally(_ context: ContextRef) {
    end(context, .atom(.normal))
  }

  /// Notes that the process must end at once for a reason that is an atom.
  static func killed(_ context: ContextRef, by reason: Atom.Known) {
    SystemEvents.limited(context, by: .atom(reason))
    end(context, .atom(reason))
  }

  /// Notes that the process ends with a reason on its heap.
  static func end(_ context: ContextRef, _ reason: Term) {
    let process = context.pointee.process
    if reason != .atom(.normal) || process.pointee.rare != nil
      || process.pointee.flags.contains(.main)
    {
      process.rareState.pointee.exitReason = reason
    }
    process.pointee.flags.insert(.exiting)
    context.pointee.leave = .exit
  }

  /// Ends the running process: it takes no more signals, its name is free, those that are linked to
  /// it or monitor it are told, its memory is given back.
  ///
  /// In that order.
  static func finish(_ context: ContextRef) {
    let process = context.pointee.process
    let scheduler = context.pointee.scheduler
    let machine = context.pointee.machine
    let pid = process.pid
    var reason = process.pointee.rare?.pointee.exitReason ?? .atom(.normal)
    // Others get copies: of what shares its parts, a copy may be larger than all memory.
    if reason.isPointer, let relations = process.pointee.relations {
      let copies = relations.pointee.links.count + relations.pointee.watchers.count
      if !TermCopy.fits(reason, machine, copies: copies) { reason = .atom(.heap_limit) }
    }
    if process.pointee.flags.contains(.traced) { TracedProcess.exited(context, reason) }

    // Acquire and release: what came in until now is ours, whoever comes later sees the end.
    let newest = process.pointee.queue.exchange(Mailbox.dead, ordering: .acquiringAndReleasing)
    releaseName(process, machine)
    endSubscriptions(process, machine)
    if process.pointee.flags.contains(.main) { machine.mainEnded(context, reason) }
    stopTimers(process, scheduler)

    if let rare = process.pointee.rare {
      answerAll(rare.pointee.leftover, scheduler)
      rare.pointee.leftover = nil
    }
    answerAll(Signals.reversed(SignalRef(bitPattern: newest)), scheduler)
    for sender in process.endMailboxLimit() { Messaging.wakeSender(sender, context) }
    if let rare = process.pointee.rare, !rare.pointee.blockedOn.isNilAtom {
      Messaging.passPlace(rare.pointee.blockedOn, context)
    }
    if process.pointee.relations != nil { tellRelations(process, scheduler, pid, reason) }
    if let tie = process.pointee.rare?.pointee.tie {
      tie.ended(reason == .atom(.normal) ? .normal : ProcessEnding(context, reason))
    }
    release(process, scheduler)
    scheduler.pointee.giveBlock(process)
  }

  /// Frees a process of a machine that has stopped: nobody is told.
  static func discard(_ process: ProcessRef, _ scheduler: SchedulerRef) {
    let pool = scheduler
    let newest = process.pointee.queue.exchange(Mailbox.dead, ordering: .acquiringAndReleasing)
    var signal = SignalRef(bitPattern: newest & ~3)
    while let current = signal {
      signal = current.pointee.next
      pool.pointee.pool.drop(current)
    }
    while let left = process.pointee.rare?.pointee.leftover {
      process.pointee.rare?.pointee.leftover = left.pointee.next
      pool.pointee.pool.drop(left)
    }
    releaseName(process, scheduler.pointee.machine)
    process.pointee.rare?.pointee.tie?.ended(.machineStopped)
    endSubscriptions(process, scheduler.pointee.machine)
    stopTimers(process, scheduler)
    _ = process.endMailboxLimit()
    if let relations = process.pointee.relations {
      while let monitor = relations.pointee.monitors.popFirst(pool.pointee.pool) {
        if let tag = monitor.tag { pool.pointee.pool.drop(tag) }
      }
      while relations.pointee.links.popFirst(pool.pointee.pool) != nil {}
      while relations.pointee.watchers.popFirst(pool.pointee.pool) != nil {}
      pool.pointee.pool.give(
        UnsafeMutableRawPointer(relations),
        Pool.sizeClass(MemoryLayout<Relations>.stride)
      )
      process.pointee.relations = nil
    }
    release(process, scheduler)
    scheduler.pointee.giveBlock(process)
  }

  private static func releaseName(_ process: ProcessRef, _ machine: MachineRef) {
    // Sequentially with the exchange above: whoever gives a dead process a name sees the end.
    let name = process.pointee.name.exchange(0, ordering: .sequentiallyConsistent)
    if name != 0 { machine.pointee.names.remove(Atom(index: name - 1), process.pid) }
  }

  private static func endSubscriptions(_ process: ProcessRef, _ machine: MachineRef) {
    guard let mine = process.pointee.rare?.pointee.subscriptions else { return }
    machine.pointee.events.end(mine, process.pid)
  }

  private static func stopTimers(_ process: ProcessRef, _ scheduler: SchedulerRef) {
    Receive.cancelTimer(process, scheduler)
    guard let rare = process.pointee.rare, !rare.pointee.timers.isEmpty else { return }
    for reference in rare.pointee.timers { Timers.cancel(Term(bits: reference), scheduler) }
  }

  /// Answers signals that nobody will handle; messages among them are no dead letters.
  private static func answerAll(_ first: SignalRef?, _ scheduler: SchedulerRef) {
    var signal = first
    while let current = signal {
      signal = current.pointee.next
      Signals.answerForDead(current, scheduler)
      scheduler.pointee.pool.drop(current)
    }
  }

  private static func tellRelations(
    _ process: ProcessRef,
    _ scheduler: SchedulerRef,
    _ pid: Term,
    _ reason: Term
  ) {
    guard let relations = process.pointee.relations else { return }
    let machine = scheduler.pointee.machine
    while let monitor = relations.pointee.monitors.popFirst(scheduler.pointee.pool) {
      if let tag = monitor.tag { scheduler.pointee.pool.drop(tag) }
      let target = monitor.byName ? machine.pointee.names.find(monitor.other.atom) : monitor.other
      if let target, target.isPid {
        _ = scheduler.notify(.demonitor, target, from: pid, term: monitor.key)
      }
    }
    while let link = relations.pointee.links.popFirst(scheduler.pointee.pool) {
      if link.unlinking != 0 { continue }
      let signal = scheduler.signal(.linkExit, to: link.key, .atom(.EXIT), pid, copying: reason)
      Delivery.send(signal, to: link.key, from: scheduler, machine: machine)
    }
    while let watcher = relations.pointee.watchers.popFirst(scheduler.pointee.pool) {
      Monitors.sendDown(
        scheduler,
        to: watcher.other,
        reference: watcher.key,
        object: pid,
        reason: reason
      )
    }
    scheduler.pointee.pool.give(
      UnsafeMutableRawPointer(relations),
      Pool.sizeClass(MemoryLayout<Relations>.stride)
    )
    process.pointee.relations = nil
  }

  /// Gives back all memory of a process but its control block.
  private static func release(_ process: ProcessRef, _ scheduler: SchedulerRef) {
    var message = process.pointee.mailbox.head
    while let current = message {
      message = current.pointee.next
      scheduler.pointee.pool.drop(current)
    }
    process.pointee.mailbox = Mailbox()
    process.pointee.messageCount = 0
    // Fragments' off-heap boxes are in the process's list; so that list goes first.
    process.pointee.offHeap.releaseAll()
    process.pointee.offHeap = OffHeapList()
    var fragment = process.pointee.fragments
    while let current = fragment {
      fragment = current.pointee.next
      scheduler.pointee.pool.free(current)
    }
    process.pointee.fragments = nil
    if let old = process.pointee.old {
      old.pointee.offHeap.releaseAll()
      OldArea.free(old, scheduler.pointee.pool)
      process.pointee.old = nil
    }
    Collector.freeBlock(
      process.pointee.heapStart,
      process.pointee.heapEnd - process.pointee.heapStart,
      scheduler.pointee.pool
    )
    if let rare = process.pointee.rare {
      rare.pointee.member?.leave(scheduler)
      rare.pointee.uncountTables(scheduler.pointee.pool.ledger)
      if let answer = rare.pointee.answer { scheduler.pointee.pool.drop(answer) }
      rare.deinitialize(count: 1)
      rare.deallocate()
      process.pointee.rare = nil
    }
  }
}
