import Synchronization

/// Why something could not be done from outside the machine.
package enum OutsideProblem: Error {
  /// The machine has stopped.
  case stopped
  /// There are as many processes as there may be.
  case processLimit
  /// The name of a process to be started is taken.
  case nameTaken
  /// The memory of all processes together is used up.
  case memory
  /// The machine has used up all its reductions.
  case spent
  /// The atom table is full.
  case atoms
  /// The mailbox of the receiver is full.
  case mailboxFull
  /// A process of another machine.
  case foreign
  /// A value that this machine cannot take, and why.
  case value(TermWriteProblem)
}

/// What a host says about a process that it starts.
package struct OutsideOptions: Sendable {
  /// The registered name.
  package var name: String?
  /// The most messages in the mailbox; 0 means no limit.
  package var mailbox = 0
  /// What a full mailbox does.
  package var overflow = OverflowPolicy.block
  /// The most bytes of the heap; 0 means no limit but the machine's.
  package var maxHeapBytes = 0
  /// The atoms of the topics that it gets the events of.
  package var topics: [String] = []
  /// The process that it is linked to.
  package var link: ProcessID?
  /// The reductions that it and those that it starts may use together; nil for any number.
  package var maxReductions: Int?
  /// The reductions a second of it and those that it starts; nil for any number.
  package var reductionsPerSecond: Int?
  /// How many nanoseconds it and those that it starts may live; nil for any time.
  package var wallTime: UInt64?
  /// How soon it runs.
  package var priority = Priority.normal

  /// Makes the usual options.
  package init() {}

  /// The budget of the process, within that of the machine; nil where it has none of its own.
  func budget(within parent: Budget?) -> Budget? {
    if maxReductions == nil && reductionsPerSecond == nil && wallTime == nil { return nil }
    return Budget(
      reductions: maxReductions,
      reductionsPerSecond: reductionsPerSecond,
      deadline: wallTime.map { time in
        let (end, overflow) = Clock.monotonic.addingReportingOverflow(time)
        return overflow ? .max : end
      },
      parent: parent
    )
  }
}

/// What threads that are no schedulers do to a machine, one at a time.
extension UnsafeMutablePointer<Machine> {
  /// Starts a process with an exported function.
  func spawnFromOutside(
    module: String,
    function: String,
    arguments: [Value],
    options: OutsideOptions,
    tie: (any HostTie)?
  ) throws(OutsideProblem) -> Term {
    guard let moduleAtom = pointee.atoms.pointee.intern(module),
      let functionAtom = pointee.atoms.pointee.intern(function)
    else { throw .atoms }
    var spawn = Spawn.Options()
    if let name = options.name {
      guard let atom = pointee.atoms.pointee.intern(name) else { throw .atoms }
      spawn.name = atom
    }
    spawn.mailbox = options.mailbox
    spawn.overflow = options.overflow
    spawn.maxHeapWords = (options.maxHeapBytes + 7) / 8
    spawn.priority = options.priority
    spawn.tie = tie
    spawn.budget = options.budget(within: pointee.budget)
    // The arguments stand in a signal while the process gets its copy.
    var signal: SignalRef?
    if !arguments.isEmpty {
      signal = self.signal(.message, to: .nil, writing: try plan(.list(arguments)))
    }
    let list = UnsafeTransfer(signal)
    var subjects: [Term] = []
    for topic in options.topics {
      guard let atom = pointee.atoms.pointee.intern(topic) else { throw .atoms }
      subjects.append(Term(atom))
    }
    if let link = options.link, link.machine != pointee.serial { throw .foreign }
    let link = options.link.map { Term(bits: $0.bits) }
    let settings = UnsafeTransfer(spawn)
    let topics = UnsafeTransfer(subjects)
    let made = pointee.outside.withLock { outside -> UnsafeTransfer<Spawn.Result>? in
      defer { if let signal = list.value { outside.pool.drop(signal) } }
      guard !outside.isClosed, let scheduler = outside.scheduler else { return nil }
      let export = scheduler.pointee.exports.find(
        moduleAtom,
        functionAtom,
        arguments.count,
        pointee.code
      )
      let result = Spawn.make(
        scheduler,
        .function(export, arguments: list.value?.pointee.term ?? .emptyList),
        settings.value
      )
      // Nobody runs it yet.
      if case .started(let pid, _) = result, let process = scheduler.block(pid) {
        if let link {
          process.relations(scheduler).pointee.links.add(link, other: .nil, outside.pool)
        }
        subscribe(process, to: topics.value)
      }
      return UnsafeTransfer(result)
    }
    switch made?.value {
    case nil: throw .stopped
    case .limit: throw .processLimit
    case .nameTaken: throw .nameTaken
    case .memory: throw .memory
    case .spent: throw .spent
    case .started(let pid, _):
      if let link, !signalFromOutside(.link, link, from: pid) {
        signalFromOutside(.linkExit, pid, from: link, reason: .atom(.noproc))
      }
      if let process = pointee.slabs.block(pid.slot) { wakeFromOutside(process) }
      return pid
    }
  }

  /// Subscribes a process that does not run yet.
  private func subscribe(_ process: ProcessRef, to topics: [Term]) {
    if topics.isEmpty { return }
    let mine = EventSubscriptions()
    process.rareState.pointee.subscriptions = mine
    for topic in topics {
      _ = pointee.events.subscribe(process.pid, to: topic, EventTable.Options(), mine, self)
    }
  }

  /// What became of a message from outside.
  enum Sent {
    case delivered
    /// The receiver is dead, or its full mailbox lets go of messages.
    case dropped
  }

  /// Sends a message to a process.
  func sendFromOutside(_ value: Value, to pid: Term) throws(OutsideProblem) -> Sent {
    if pointee.stopping.load(ordering: .acquiring) { throw .stopped }
    guard let process = pointee.slabs.find(pid) else { return .dropped }
    let signal = signal(.message, to: pid, writing: try plan(value))
    var isCounted = false
    if let bounds = process.mailboxBounds {
      switch Self.takePlace(bounds) {
      case .taken: isCounted = true
      case .full:
        Delivery.drop(signal, from: nil, machine: self)
        throw .mailboxFull
      case .dropped:
        Delivery.drop(signal, from: nil, machine: self)
        return .dropped
      case .fatal:
        Delivery.drop(signal, from: nil, machine: self)
        try exitFromOutside(pid, reason: .atom("mailbox_overflow"), isKill: true)
        return .dropped
      }
    }
    if isCounted { signal.pointee.flags.insert(.counted) }
    return Delivery.send(signal, to: pid, from: nil, machine: self) ? .delivered : .dropped
  }

  /// Plans the term of a value.
  func plan(_ value: Value) throws(OutsideProblem) -> TermWriter {
    do throws(TermWriteProblem) {
      return try TermWriter(value, machine: self)
    } catch {
      throw .value(error)
    }
  }

  private enum Place {
    case taken
    case full
    case dropped
    case fatal
  }

  /// Takes a place in a bounded mailbox.
  private static func takePlace(_ bounds: MailboxBoundsRef) -> Place {
    let limit = bounds.pointee.limit.load(ordering: .relaxed)
    if bounds.pointee.count.add(1, ordering: .acquiringAndReleasing).newValue <= limit {
      return .taken
    }
    let policy = OverflowPolicy(rawValue: bounds.pointee.policy.load(ordering: .relaxed)) ?? .block
    // The receiver lets go of its oldest messages when it next runs.
    if policy == .dropOldest { return .taken }
    bounds.pointee.count.subtract(1, ordering: .acquiringAndReleasing)
    switch policy {
    case .block, .reject: return .full
    case .dropNewest, .dropOldest: return .dropped
    case .exit: return .fatal
    }
  }
}

// MARK: - Signals

extension UnsafeMutablePointer<Machine> {
  /// Sends a signal that is only a kind and a pid; says whether the receiver was alive.
  @discardableResult
  func signalFromOutside(_ kind: SignalKind, _ target: Term, from: Term = .nil) -> Bool {
    let transfer = UnsafeTransfer((target, from))
    let made = pointee.outside.withLock { outside -> UnsafeTransfer<SignalRef>? in
      if outside.isClosed { return nil }
      let (target, from) = transfer.value
      let signal = outside.pool.signal(kind, to: target, term: .nil, extra: true)
      signal.extra = from.bits
      return UnsafeTransfer(signal)
    }
    guard let signal = made?.value else { return false }
    return Delivery.send(signal, to: target, from: nil, machine: self)
  }

  /// Sends an exit signal through a link.
  private func signalFromOutside(
    _ kind: SignalKind,
    _ target: Term,
    from: Term,
    reason: Term
  ) {
    let transfer = UnsafeTransfer((target, from, reason))
    let made = pointee.outside.withLock { outside -> UnsafeTransfer<SignalRef>? in
      guard !outside.isClosed, let scheduler = outside.scheduler else { return nil }
      let (target, from, reason) = transfer.value
      return UnsafeTransfer(
        scheduler.signal(kind, to: target, .atom(.EXIT), from, copying: reason)
      )
    }
    if let signal = made?.value { Delivery.send(signal, to: target, from: nil, machine: self) }
  }

  /// Sends an exit signal; one whose reason is `:kill`, or `isKill`, cannot be trapped.
  func exitFromOutside(
    _ target: Term,
    reason: Value,
    isKill: Bool = false
  ) throws(OutsideProblem) {
    // The signal as it arrives where it is trapped. Its sender is nil, which servers without a parent
    // take for theirs, so that they end in order.
    let message = try plan(.tuple([.atom("EXIT"), .nil, reason]))
    let signal = signal(.exit, to: target, writing: message)
    if isKill || reason == .atom("kill") { signal.pointee.flags.insert(.kill) }
    Delivery.send(signal, to: target, from: nil, machine: self)
  }
}

extension SchedulerRef {
  /// The control block of a process that has just been made.
  fileprivate func block(_ pid: Term) -> ProcessRef? {
    pointee.machine.pointee.slabs.block(pid.slot)
  }
}
