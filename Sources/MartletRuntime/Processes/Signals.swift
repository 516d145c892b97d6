import Synchronization

/// Handling of the signals that have come in for the running process.
enum Signals {
  /// Takes all signals from the queue and handles them in the order in which they came.
  ///
  /// A message goes to the mailbox. When a signal ends the process, those behind it are kept for
  /// ``Exit/finish(_:)`` to answer.
  static func take(_ context: ContextRef) {
    let process = context.pointee.process
    // Acquire: pairs with the release of the senders' swaps.
    let newest = process.pointee.queue.exchange(Mailbox.empty, ordering: .acquiring)
    var signal = reversed(SignalRef(bitPattern: newest))
    var count = 0
    let before = process.pointee.messageCount
    while let current = signal {
      signal = current.pointee.next
      count &+= 1
      if !process.pointee.flags.intersection([.exiting, .traced]).isEmpty {
        if process.pointee.flags.contains(.exiting) {
          keep(context, current, signal)
          return
        }
        handleTraced(context, current)
        continue
      }
      handle(context, current)
    }
    context.pointee.reductions &-= count / 16
    if process.pointee.flags.contains(.dropsOldest) { dropExcess(context) }
    // Relaxed: who has just subscribed hears of the next message.
    let threshold = context.pointee.machine.pointee.events.mailboxThreshold
      .load(ordering: .relaxed)
    if process.pointee.messageCount >= threshold || process.pointee.flags.contains(.longMailbox) {
      SystemEvents.checkMailbox(context, before: before)
    }
  }

  /// Turns a list that is linked from the newest to the oldest round.
  static func reversed(_ newest: SignalRef?) -> SignalRef? {
    var result: SignalRef?
    var signal = newest
    while let current = signal {
      signal = current.pointee.next
      current.pointee.next = result
      result = current
    }
    return result
  }

  private static func keep(_ context: ContextRef, _ first: SignalRef, _ rest: SignalRef?) {
    first.pointee.next = rest
    let rare = context.pointee.process.rareState
    var end = first
    while let next = end.pointee.next { end = next }
    end.pointee.next = rare.pointee.leftover
    rare.pointee.leftover = first
  }

  /// Handles one signal, which is the handler's from now on.
  @inline(__always)
  private static func handle(_ context: ContextRef, _ signal: SignalRef) {
    let process = context.pointee.process
    if signal.pointee.addressee == process.pid {
      if signal.pointee.kind == .message {
        process.pointee.mailbox.append(signal)
        process.pointee.messageCount &+= 1
      } else {
        handleOther(context, signal)
      }
    } else {
      handleForeign(context, signal)
    }
  }

  /// Handles a signal and tells of it if it has become a message.
  @inline(never)
  private static func handleTraced(_ context: ContextRef, _ signal: SignalRef) {
    let process = context.pointee.process
    let last = process.pointee.mailbox.tail
    handle(context, signal)
    if process.pointee.mailbox.tail != last { TracedProcess.received(context) }
  }

  /// A signal to an alias, or to a process that had this block before.
  @inline(never)
  private static func handleForeign(_ context: ContextRef, _ signal: SignalRef) {
    let process = context.pointee.process
    let addressee = signal.pointee.addressee
    let scheduler = context.pointee.scheduler
    if addressee.isAlias, signal.pointee.kind == .message,
      let rare = process.pointee.rare,
      let mode = rare.pointee.aliases[addressee.generation]
    {
      if mode == .reply || mode == .replyDemonitor {
        rare.pointee.aliases[addressee.generation] = nil
        if mode == .replyDemonitor { Monitors.remove(context, addressee) }
      }
      process.pointee.mailbox.append(signal)
      process.pointee.messageCount &+= 1
      return
    }
    if signal.pointee.kind == .message {
      DeadLetters.publish(
        signal,
        to: addressee,
        reason: addressee.isAlias ? .alias : .dead,
        from: scheduler,
        machine: context.pointee.machine
      )
    } else {
      answerForDead(signal, scheduler)
      scheduler.pointee.pool.drop(signal)
    }
  }

  /// Everything but messages.
  @inline(never)
  private static func handleOther(_ context: ContextRef, _ signal: SignalRef) {
    let process = context.pointee.process
    let scheduler = context.pointee.scheduler
    let pool = scheduler
    switch signal.pointee.kind {
    case .message: break
    case .exit: exit(context, signal)
    case .linkExit: linkExit(context, signal)
    case .link:
      let from = Term(bits: signal.extra)
      let relations = process.relations(pool)
      if let link = relations.pointee.links.find(from) {
        // Both have linked at once: one link.
        link.pointee.unlinking = link.pointee.unlinking
      } else {
        relations.pointee.links.add(from, other: .nil, pool.pointee.pool)
      }
      pool.pointee.pool.free(signal)
    case .unlink:
      let from = Term(bits: signal.extra)
      if let relations = process.pointee.relations,
        let link = relations.pointee.links.find(from), link.pointee.unlinking == 0
      {
        relations.pointee.links.remove(link, pool.pointee.pool)
      }
      // The acknowledgement goes before any other signal to the one who unlinked.
      let term = signal.pointee.term
      _ = scheduler.notify(.unlinkAcknowledged, from, from: process.pid, term: term)
      pool.pointee.pool.free(signal)
    case .unlinkAcknowledged:
      let from = Term(bits: signal.extra)
      if let relations = process.pointee.relations,
        let link = relations.pointee.links.find(from),
        link.pointee.unlinking == UInt32(truncatingIfNeeded: signal.pointee.term.small)
      {
        relations.pointee.links.remove(link, pool.pointee.pool)
      }
      pool.pointee.pool.free(signal)
    case .monitor:
      process.relations(pool).pointee.watchers.add(
        signal.pointee.term,
        other: Term(bits: signal.extra),
        pool.pointee.pool
      )
      pool.pointee.pool.free(signal)
    case .demonitor:
      if let relations = process.pointee.relations,
        let watcher = relations.pointee.watchers.find(signal.pointee.term)
      {
        relations.pointee.watchers.remove(watcher, pool.pointee.pool)
      }
      pool.pointee.pool.free(signal)
    case .down: Monitors.down(context, signal)
    case .informationRequest: ProcessInformation.answer(context, signal)
    case .timeout:
      if let rare = process.pointee.rare, process.pointee.flags.contains(.receiveTimer),
        rare.pointee.timerNumber == signal.pointee.words
      {
        process.pointee.flags.remove(.receiveTimer)
        process.pointee.flags.insert(.timedOut)
        rare.pointee.timer = nil
      }
      pool.pointee.pool.drop(signal)
    case .nativeDone:
      if signal.extra == .max {
        process.pointee.flags.remove(.waitsInNative)
        pool.pointee.pool.free(signal)
      } else if let rare = process.pointee.rare,
        UInt64(rare.pointee.ticket) == signal.extra, process.pointee.flags.contains(.waitsInNative)
      {
        process.pointee.flags.remove(.waitsInNative)
        if signal.pointee.term == .none {
          // Something is done: there is nothing to keep, and the next who asks must not find it.
          pool.pointee.pool.free(signal)
        } else {
          rare.pointee.answer = signal
        }
      } else {
        pool.pointee.pool.drop(signal)
      }
    case .suspend:
      process.rareState.pointee.suspendCount += 1
      process.pointee.flags.insert(.suspended)
      pool.pointee.pool.free(signal)
    case .resume:
      if let rare = process.pointee.rare, rare.pointee.suspendCount > 0 {
        rare.pointee.suspendCount -= 1
        letGo(process)
      }
      pool.pointee.pool.free(signal)
    case .turn:
      process.pointee.rare?.pointee.member?.resume()
      letGo(process)
      pool.pointee.pool.free(signal)
    case .collect:
      // Done at the next safepoint: the next check of the heap fails.
      process.pointee.flags.insert(.collectSoon)
      pool.pointee.pool.free(signal)
    case .eventsDue: SystemEvents.due(context, signal)
    case .trace: TracedProcess.begin(context, signal)
    }
  }
}

extension Signals {
  /// Lets a process run on that nobody holds any more.
  private static func letGo(_ process: ProcessRef) {
    guard let rare = process.pointee.rare, rare.pointee.suspendCount == 0,
      rare.pointee.member?.isPaused != true
    else { return }
    process.pointee.flags.remove(.suspended)
  }
}

// MARK: - Exit signals

extension Signals {
  /// An exit signal that somebody sent.
  private static func exit(_ context: ContextRef, _ signal: SignalRef) {
    let process = context.pointee.process
    let from = signal.pointee.term.element(1)
    let reason = signal.pointee.term.element(2)
    if from != process.pid, process.isOfHost {
      // The host ends it and no script does; and signals do not wait for room as messages do.
      let limit = process.mailboxBounds?.pointee.limit.load(ordering: .relaxed) ?? .max
      if process.pointee.messageCount >= limit {
        context.pointee.scheduler.pointee.pool.drop(signal)
        return
      }
      signal.pointee.flags.remove(.kill)
      process.pointee.mailbox.append(becomeMessage(signal))
      process.pointee.messageCount &+= 1
    } else if signal.pointee.flags.contains(.kill) {
      let killed = reason == .atom(.kill) ? Term.atom(.killed) : reason
      SystemEvents.limited(context, by: killed)
      context.pointee.scheduler.pointee.pool.drop(signal)
      die(process, killed)
    } else if process.pointee.flags.contains(.trapExit) {
      process.pointee.mailbox.append(becomeMessage(signal))
      process.pointee.messageCount &+= 1
    } else if reason == .atom(.normal) && from != process.pid {
      context.pointee.scheduler.pointee.pool.drop(signal)
    } else {
      dieOf(process, signal, reason)
    }
  }

  /// An exit signal through a link.
  private static func linkExit(_ context: ContextRef, _ signal: SignalRef) {
    let process = context.pointee.process
    let pool = context.pointee.scheduler
    let from = signal.pointee.term.element(1)
    let reason = signal.pointee.term.element(2)
    guard let relations = process.pointee.relations,
      let link = relations.pointee.links.find(from)
    else {
      pool.pointee.pool.drop(signal)
      return
    }
    let stands = link.pointee.unlinking == 0
    relations.pointee.links.remove(link, pool.pointee.pool)
    if !stands {
      pool.pointee.pool.drop(signal)
    } else if process.pointee.flags.contains(.trapExit) || process.isOfHost {
      process.pointee.mailbox.append(becomeMessage(signal))
      process.pointee.messageCount &+= 1
    } else if reason == .atom(.normal) {
      pool.pointee.pool.drop(signal)
    } else {
      dieOf(process, signal, reason)
    }
  }

  /// Makes the message of a signal that is trapped.
  private static func becomeMessage(_ signal: SignalRef) -> SignalRef {
    signal.pointee.kind = .message
    return signal
  }

  private static func die(_ process: ProcessRef, _ reason: Term) {
    process.rareState.pointee.exitReason = reason
    process.pointee.flags.insert(.exiting)
  }

  /// Ends the process with a reason that stands in a signal; the signal becomes a fragment.
  private static func dieOf(_ process: ProcessRef, _ signal: SignalRef, _ reason: Term) {
    process.pointee.offHeap.append(signal.offHeap)
    signal.pointee.flags.remove(.offHeap)
    signal.pointee.next = process.pointee.fragments
    process.pointee.fragments = signal
    die(process, reason)
  }

  /// Answers a signal whose receiver is dead, where somebody waits for an answer.
  static func answerForDead(_ signal: SignalRef, _ scheduler: SchedulerRef) {
    let addressee = signal.pointee.addressee
    switch signal.pointee.kind {
    case .link:
      let from = Term(bits: signal.extra)
      let answer = scheduler.signal(
        .linkExit,
        to: from,
        .atom(.EXIT),
        addressee,
        copying: .atom(.noproc)
      )
      Delivery.send(answer, to: from, from: scheduler, machine: scheduler.pointee.machine)
    case .unlink:
      _ = scheduler.notify(
        .unlinkAcknowledged,
        Term(bits: signal.extra),
        from: addressee,
        term: signal.pointee.term
      )
    case .monitor:
      Monitors.sendDown(
        scheduler,
        to: Term(bits: signal.extra),
        reference: signal.pointee.term,
        object: addressee,
        reason: .atom(.noproc)
      )
    case .informationRequest: ProcessInformation.answerForDead(signal, scheduler)
    case .trace: TracedProcess.isDead(Term(bits: signal.extra), scheduler)
    default: break
    }
  }

  /// Lets go of the oldest messages of a full mailbox.
  private static func dropExcess(_ context: ContextRef) {
    let process = context.pointee.process
    guard let bounds = process.mailboxBounds else { return }
    let limit = bounds.pointee.limit.load(ordering: .relaxed)
    var over = bounds.pointee.count.load(ordering: .relaxed) - limit
    guard over > 0 else { return }
    context.pointee.forgetMaps()
    // Only what counts is dropped: never exit signals, DOWN or time-outs.
    let cursor = process.pointee.mailbox.cursor
    process.pointee.mailbox.cursor = nil
    while over > 0, let signal = process.pointee.mailbox.current {
      guard signal.pointee.flags.contains(.counted) else {
        process.pointee.mailbox.cursor = signal
        continue
      }
      _ = process.pointee.mailbox.removeCurrent()
      process.pointee.messageCount &-= 1
      bounds.pointee.count.subtract(1, ordering: .acquiringAndReleasing)
      over -= 1
      DeadLetters.dropped(oldest: signal, from: process.pid, context.pointee.scheduler)
      if signal == cursor { process.pointee.mailbox.cursor = nil }
    }
    // A receive that was under way looks at everything again.
    process.pointee.mailbox.cursor = nil
  }
}

extension UnsafeMutablePointer<Process> {
  /// The relations, made when there are none.
  func relations(_ scheduler: SchedulerRef) -> UnsafeMutablePointer<Relations> {
    if let relations = pointee.relations { return relations }
    let block = scheduler.pointee.pool.take(Pool.sizeClass(MemoryLayout<Relations>.stride))
    let relations = block.assumingMemoryBound(to: Relations.self)
    relations.initialize(to: Relations())
    pointee.relations = relations
    return relations
  }
}
