import Synchronization

/// Sending messages.
enum Messaging {
  /// The words that a message may have to be copied in one go, without the means to stop.
  private static let smallLimit = 256

  /// The `send` instruction: X[b] to X[a].
  ///
  /// False when the loop must be left.
  @inline(never)
  static func send(_ context: ContextRef, _ pc: UnsafePointer<UInt64>) -> Bool {
    let target = context.pointee.x[Operands.a(pc)]
    let message = context.pointee.x[Operands.b(pc)]
    let live = Operands.live(pc)
    switch send(context, message, to: target) {
    case .sent:
      if context.pointee.process.pointee.flags.contains(.traced) {
        TracedProcess.sent(context, message, to: target)
      }
      return true
    case .needsRoom:
      // The registers must find room on the stack when the copy stops half way: a collection then
      // would move what it is copying.
      if Cold.makeRoom(context, largeCopyRoom, live: live) { return send(context, pc) }
    case .yield: _ = Cold.again(context, pc, .yield, live: live)
    case .wait: _ = Cold.again(context, pc, .wait, live: live)
    case .raised(let raise): Cold.raised(context, raise)
    }
    return false
  }

  /// What came of a send.
  enum Result {
    case sent
    /// The copy will take long, and the heap must have some room first.
    case needsRoom
    /// The copy is not finished; the send is to be made again.
    case yield
    /// The receiver's mailbox is full; the send is to be made again.
    case wait
    case raised(Raise)
  }

  /// Sends a message to a pid, an alias, a registered name or `(name, node)`.
  static func send(_ context: ContextRef, _ message: Term, to target: Term) -> Result {
    context.pointee.reductions &-= 1
    let machine = context.pointee.machine
    var addressee = target
    if !target.isPid {
      if target.isAlias {
        // Taken as it is.
      } else if target.isReference {
        return .sent
      } else if let name = registeredName(target) {
        guard let pid = machine.pointee.names.find(name) else {
          // As to a dead pid; only the plain name is an error.
          if target.isTuple {
            DeadLetters.publish(message, to: target, context)
            return .sent
          }
          context.pointee.reason = .atom(.badarg)
          return .raised(Raise(class: .error))
        }
        addressee = pid
      } else {
        context.pointee.reason = .atom(.badarg)
        return .raised(Raise(class: .error))
      }
    }
    let process =
      addressee.isPid
      ? machine.pointee.slabs.find(addressee) : machine.pointee.slabs.block(addressee.slot)
    guard let process else {
      DeadLetters.publish(message, to: target, context)
      return .sent
    }
    var counted = false
    // Through an alias comes what the receiver has asked for: an answer that had to wait for room,
    // or was dropped, would hold up whoever answers and whoever waits.
    if addressee.isPid, let bounds = process.mailboxBounds, process != context.pointee.process {
      switch reserve(context, process, bounds, message, addressee) {
      case .sent: counted = true
      case .some(let other): return other
      case nil: return .sent
      }
    }
    switch copy(context, message, to: addressee) {
    case .signal(let signal):
      if counted { signal.pointee.flags.insert(.counted) }
      context.pointee.scheduler.pointee.counters.messages &+= 1
      if !Delivery.post(
        signal,
        to: process,
        from: context.pointee.scheduler,
        machine: machine
      ) {
        DeadLetters.publish(
          signal,
          to: target,
          reason: .dead,
          from: context.pointee.scheduler,
          machine: machine
        )
      }
      return .sent
    case .needsRoom:
      if counted { release(context, process) }
      return .needsRoom
    case .yield:
      if counted { release(context, process) }
      return .yield
    case .raised(let raise):
      if counted { release(context, process) }
      return .raised(raise)
    }
  }

  private static func registeredName(_ target: Term) -> Atom? {
    if target.isAtom { return target.atom }
    if target.isTuple(of: 2), target.element(0).isAtom, target.element(1) == .atom(.nonode) {
      return target.element(0).atom
    }
    return nil
  }

  /// Gives back a place that was taken for a message whose copy is not finished.
  private static func release(_ context: ContextRef, _ process: ProcessRef) {
    freePlace(context, process)
  }
}

// MARK: - Copying

extension Messaging {
  private enum Copy {
    case signal(SignalRef)
    case needsRoom
    case yield
    case raised(Raise)
  }

  /// A copy of a large message that is under way.
  private final class LargeCopy: NativeContinuation {
    var copy: TermCopy
    var signal: SignalRef?
    let pool: SchedulerRef

    init(_ term: Term, _ context: ContextRef) {
      copy = TermCopy(term, literals: context.pointee.literals)
      pool = context.pointee.scheduler
    }

    deinit {
      // The process died half way.
      if let signal {
        copy.abandon()
        pool.pointee.machine.pointee.outside.withLock { [signal = UnsafeTransfer(signal)] in
          $0.pool.free(signal.value)
        }
      }
    }
  }

  /// Copies a message into a signal.
  @inline(__always)
  private static func copy(_ context: ContextRef, _ message: Term, to addressee: Term) -> Copy {
    let pool = context.pointee.scheduler
    if !message.isPointer || context.pointee.literals.contains(message) {
      return .signal(pool.pointee.pool.signal(.message, to: addressee, term: message))
    }
    if !context.pointee.process.pointee.flags.contains(.continues) {
      var words = 0
      if SmallCopy.measure(message, &words, 0, context.pointee.literals) {
        let signal = pool.pointee.pool.signal(
          .message,
          to: addressee,
          term: .none,
          words: words
        )
        var writer = HeapWriter(top: signal.copy)
        var list = OffHeapList()
        signal.pointee.term = SmallCopy.copy(message, &writer, &list, context.pointee.literals)
        if list.first != 0 {
          signal.pointee.flags.insert(.offHeap)
          signal.extra = list.first
        }
        return .signal(signal)
      }
    }
    return copyLarge(context, message, to: addressee)
  }

  /// The words that must be free before a copy that may stop half way: all registers there are.
  private static let largeCopyRoom = Context.registerCount

  @inline(never)
  private static func copyLarge(
    _ context: ContextRef,
    _ message: Term,
    to addressee: Term
  ) -> Copy {
    let call = NativeCall(context: context, first: 0, count: 0, live: 0)
    let process = context.pointee.process
    if call.continuation == nil,
      process.pointee.top + (largeCopyRoom + Collector.slack) > process.pointee.stack
    {
      return .needsRoom
    }
    let state = call.continuation as? LargeCopy ?? LargeCopy(message, context)
    let limit = context.pointee.machine.pointee.options.maxMemory
    if state.signal == nil {
      let finished = state.copy.measure(budget: TermCopy.sliceBudget)
      context.pointee.reductions &-= min(state.copy.words, TermCopy.sliceBudget) / 32
      if context.pointee.machine.pointee.ledger.pointee.bytes + state.copy.words * 8 > limit {
        call.finish()
        return .raised(Raise(class: .kill))
      }
      guard finished else {
        _ = call.yield(state)
        return .yield
      }
      let signal = context.pointee.scheduler.pointee.pool.signal(
        .message,
        to: addressee,
        term: .none,
        words: state.copy.words
      )
      state.copy.begin(at: signal.copy)
      state.signal = signal
    }
    context.pointee.reductions &-= min(state.copy.words, TermCopy.sliceBudget) / 16
    guard state.copy.run(budget: TermCopy.sliceBudget), let signal = state.signal else {
      _ = call.yield(state)
      return .yield
    }
    state.signal = nil
    signal.pointee.term = state.copy.result
    if state.copy.offHeap.first != 0 {
      signal.pointee.flags.insert(.offHeap)
      signal.extra = state.copy.offHeap.first
    }
    call.finish()
    return .signal(signal)
  }
}

/// Copies small terms by recursion, which is faster than the general way.
enum SmallCopy {
  private static let depthLimit = 12
  private static let wordLimit = 256

  /// Adds the words of a copy to `words`; false when the term is too large or too deep.
  static func measure(
    _ term: Term,
    _ words: inout Int,
    _ depth: Int,
    _ literals: AddressRange
  ) -> Bool {
    var term = term
    while true {
      if !term.isPointer || literals.contains(term) { return true }
      if words > wordLimit || depth > depthLimit { return false }
      if term.isCons {
        words &+= 2
        let head = term.head
        if head.isPointer, !measure(head, &words, depth + 1, literals) { return false }
        term = term.tail
        continue
      }
      let header = term.header
      words &+= header.size &+ 1
      if words > wordLimit { return false }
      if header.isOpaque { return true }
      var index = 0
      while index < header.size {
        let child = term.element(index)
        if child.isPointer, !measure(child, &words, depth + 1, literals) { return false }
        index = index &+ 1
      }
      return true
    }
  }

  /// Copies a term that has been measured.
  static func copy(
    _ term: Term,
    _ writer: inout HeapWriter,
    _ list: inout OffHeapList,
    _ literals: AddressRange
  ) -> Term {
    if !term.isPointer || literals.contains(term) { return term }
    if term.isCons {
      let first = writer.top
      var cell = first
      var rest = term
      writer.top = cell + 2
      while true {
        let head = rest.head
        cell[0] = head.isPointer ? copy(head, &writer, &list, literals).bits : head.bits
        let tail = rest.tail
        if tail.isCons && !literals.contains(tail) {
          let next = writer.top
          writer.top = next + 2
          cell[1] = Term(cons: next).bits
          cell = next
          rest = tail
        } else {
          cell[1] = copy(tail, &writer, &list, literals).bits
          return Term(cons: first)
        }
      }
    }
    let from = term.address
    let header = BoxHeader(bits: from[0])
    let box = writer.top
    writer.top = box + (header.size &+ 1)
    box[0] = header.bits
    if header.isOpaque {
      (box + 1).update(from: from + 1, count: header.size)
      return Term(box: box)
    }
    var index = 1
    while index <= header.size {
      let child = Term(bits: from[index])
      box[index] = child.isPointer ? copy(child, &writer, &list, literals).bits : child.bits
      index = index &+ 1
    }
    if header.ownsOutside {
      OffHeapList.retainOwned(box)
      list.add(box)
    }
    return Term(box: box)
  }
}

// MARK: - Bounded mailboxes

extension Messaging {
  /// Takes a place in a bounded mailbox: `.sent` when there is one, nil when the message is
  /// dropped, otherwise what the sender must do.
  @inline(never)
  private static func reserve(
    _ context: ContextRef,
    _ process: ProcessRef,
    _ bounds: MailboxBoundsRef,
    _ message: Term,
    _ addressee: Term
  ) -> Result? {
    let limit = bounds.pointee.limit.load(ordering: .relaxed)
    while true {
      if bounds.pointee.count.add(1, ordering: .acquiringAndReleasing).newValue <= limit {
        context.pointee.process.pointee.rare?.pointee.blockedOn = .nil
        return .sent
      }
      let policy =
        OverflowPolicy(rawValue: bounds.pointee.policy.load(ordering: .relaxed)) ?? .block
      // The receiver lets go of its oldest messages when it next runs.
      if policy == .dropOldest { return .sent }
      bounds.pointee.count.subtract(1, ordering: .acquiringAndReleasing)
      switch policy {
      case .dropNewest, .dropOldest:
        DeadLetters.dropped(message, to: addressee, context)
        return nil
      case .reject:
        context.pointee.reason = .atom(.mailbox_full)
        return .raised(Raise(class: .error))
      case .exit:
        let signal = context.pointee.scheduler.signal(
          .exit,
          to: addressee,
          .atom(.EXIT),
          context.pointee.process.pid,
          copying: .atom(.mailbox_overflow)
        )
        signal.pointee.flags.insert(.kill)
        Delivery.send(
          signal,
          to: addressee,
          from: context.pointee.scheduler,
          machine: context.pointee.machine
        )
        return nil
      case .block:
        let own = context.pointee.process.pid.bits
        bounds.pointee.waiting.withLock { $0.append(own) }
        // There may have been room, or an end, between the look and the entry in the list.
        let isFull = bounds.pointee.count.load(ordering: .acquiring) >= limit
        let isAlive =
          process.pointee.queue.load(ordering: .acquiring) != Mailbox.dead
          && process.mailboxBounds == bounds
        if isFull && isAlive {
          let rare = context.pointee.process.rareState
          rare.pointee.ticket &+= 1
          rare.pointee.blockedOn = addressee
          context.pointee.process.pointee.flags.insert(.waitsInNative)
          return .wait
        }
        bounds.pointee.waiting.withLock { waiting in waiting.removeAll { $0 == own } }
        if !isAlive { return .sent }
      }
    }
  }

  /// Gives a place in a bounded mailbox back, and tells one sender that waits for it.
  @inline(never)
  static func freePlace(_ context: ContextRef, _ process: ProcessRef) {
    guard let bounds = process.mailboxBounds else { return }
    let left = bounds.pointee.count.subtract(1, ordering: .acquiringAndReleasing).newValue
    if left < bounds.pointee.limit.load(ordering: .relaxed) { wakeNext(bounds, context) }
  }

  /// Passes on the place in a mailbox that a process waited for, or was promised, when it ended.
  static func passPlace(_ addressee: Term, _ context: ContextRef) {
    guard let process = context.pointee.machine.pointee.slabs.block(addressee.slot),
      let bounds = process.mailboxBounds,
      bounds.pointee.count.load(ordering: .acquiring)
        < bounds.pointee.limit.load(ordering: .relaxed)
    else { return }
    wakeNext(bounds, context)
  }

  /// Tells the first of the waiting senders that is still alive.
  private static func wakeNext(_ bounds: MailboxBoundsRef, _ context: ContextRef) {
    while true {
      let next = bounds.pointee.waiting.withLock { waiting in
        waiting.isEmpty ? nil : waiting.removeFirst()
      }
      guard let next, !wakeSender(next, context) else { return }
    }
  }

  /// Lets a sender that waits for room try again; false when it is dead.
  @discardableResult
  static func wakeSender(_ pid: UInt64, _ context: ContextRef) -> Bool {
    let scheduler = context.pointee.scheduler
    let signal = scheduler.pointee.pool.signal(
      .nativeDone,
      to: Term(bits: pid),
      term: .nil,
      extra: true
    )
    // Any question: the sender looks for itself whether there is room.
    signal.extra = .max
    return Delivery.send(
      signal,
      to: Term(bits: pid),
      from: scheduler,
      machine: context.pointee.machine
    )
  }
}
