/// What the virtual machine itself publishes.
///
/// Nobody is told about a process of their own kind: a process that has subscribed to a topic of
/// measurements is never its subject, so that handling an event cannot cause the next.
enum SystemEvents {
  /// The most words of a term that an event shows as it is; of larger ones it has the text.
  private static let wordLimit = 8_192
  /// The most bytes of that text.
  private static let textLimit = 1_000

  /// Publishes `(topic, value)`; `measured` decides who is told, where something was measured.
  static func tell(
    _ topic: SystemTopic,
    _ scheduler: SchedulerRef,
    if measured: (Int) -> Bool = { _ in true },
    _ value: () -> ProcessInformation.Value
  ) {
    let pages = scheduler.pointee.machine.pointee.events.subscribers(topic)
    if pages.isEmpty { return }
    var now: UInt64 = 0
    var message: ProcessInformation.Value?
    for subscriber in pages.joined() {
      guard measured(subscriber.threshold),
        EventDelivery.admits(subscriber, scheduler, now: &now)
      else { continue }
      let made = message ?? .tuple([.term(.atom(topic.atom)), value()])
      message = made
      let signal = scheduler.signal(.message, to: subscriber.pid, made)
      if EventDelivery.post(signal, to: subscriber.pid, scheduler, from: nil) == .full {
        EventDelivery.refused(subscriber, scheduler)
      }
    }
  }

  /// A term as an event shows it.
  static func shown(_ term: Term, _ scheduler: SchedulerRef) -> ProcessInformation.Value {
    let machine = scheduler.pointee.machine
    var copy = TermCopy(term, literals: machine.pointee.literals.range)
    if copy.measure(budget: wordLimit) { return .term(term) }
    var inspector = Inspector(atoms: machine.pointee.atoms, limit: textLimit)
    inspector.inspect(term)
    return .text(inspector.bytes)
  }

  /// The registered name of a process, or nil.
  static func name(_ process: ProcessRef) -> ProcessInformation.Value {
    let name = process.pointee.name.load(ordering: .relaxed)
    return .term(name == 0 ? .nil : Term(Atom(index: name - 1)))
  }

  private static func isSubscriber(_ process: ProcessRef, _ topic: SystemTopic) -> Bool {
    guard let mine = process.pointee.rare?.pointee.subscriptions else { return false }
    return mine.system & topic.bit != 0
  }
}

// MARK: - Measurements

extension SystemEvents {
  /// Looks at a mailbox that is long, or was; `before` is how many messages there were before those
  /// that have come in now.
  @inline(never)
  static func checkMailbox(_ context: ContextRef, before: UInt32) {
    let process = context.pointee.process
    let scheduler = context.pointee.scheduler
    let count = process.pointee.messageCount
    guard scheduler.pointee.machine.pointee.events.isWanted(.longMailbox) else {
      process.pointee.flags.remove(.longMailbox)
      process.pointee.rare?.pointee.toldMessages = 0
      return
    }
    // Thresholds up to here have been told, and the mailbox has not fallen below their half.
    let told = min(Int(process.pointee.rare?.pointee.toldMessages ?? 0), Int(before) * 2)
    if !isSubscriber(process, .longMailbox) {
      tell(
        .longMailbox,
        scheduler,
        if: { $0 > told && $0 <= Int(count) },
        {
          .map([
            (.message_queue_len, .number(Int(count))), (.name, name(process)),
            (.pid, .term(process.pid)),
          ])
        }
      )
    }
    let least = scheduler.pointee.machine.pointee.events.mailboxThreshold.load(ordering: .relaxed)
    let now = count >= least ? max(told, Int(count)) : told
    process.rareState.pointee.toldMessages = UInt32(clamping: now)
    if now > 0 {
      process.pointee.flags.insert(.longMailbox)
    } else {
      process.pointee.flags.remove(.longMailbox)
    }
  }

  /// Tells of a collection that began at a time.
  @inline(never)
  static func checkCollection(_ context: ContextRef, began: UInt64, threshold: UInt64) {
    let taken = Clock.monotonic &- began
    let process = context.pointee.process
    guard taken >= threshold, !isSubscriber(process, .longCollection) else { return }
    tell(
      .longCollection,
      context.pointee.scheduler,
      if: { taken >= UInt64($0) * 1_000_000 },
      {
        .map([
          (.milliseconds, .number(Int(taken / 1_000_000))), (.name, name(process)),
          (.pid, .term(process.pid)), (.total_heap_size, .number(process.blockWords)),
        ])
      }
    )
  }

  /// Tells of a slice that began at a time, and is at its end or goes on; gives from when it counts
  /// then.
  @inline(never)
  static func checkSlice(_ context: ContextRef, began: UInt64, threshold: UInt64) -> UInt64 {
    let now = Clock.monotonic
    let taken = now &- began
    let process = context.pointee.process
    guard taken >= threshold, !isSubscriber(process, .longSlice) else { return began }
    tell(
      .longSlice,
      context.pointee.scheduler,
      if: { taken >= UInt64($0) * 1_000_000 },
      {
        .map([
          (
            .current_function,
            ProcessInformation.value(context, Atom(.current_function), isSelf: true)
          ),
          (.milliseconds, .number(Int(taken / 1_000_000))), (.name, name(process)),
          (.pid, .term(process.pid)),
        ])
      }
    )
    return now
  }
}

// MARK: - Crashes

extension SystemEvents {
  /// Publishes and prints that the running process ends by an error or throw; its exit reason
  /// `(reason, trace)` is set.
  static func crashed(_ context: ContextRef, _ raised: Raise.Class) {
    let process = context.pointee.process
    let scheduler = context.pointee.scheduler
    guard let rare = process.pointee.rare, rare.pointee.exitReason.isTuple(of: 2) else { return }
    let exit = rare.pointee.exitReason
    tell(.crash, scheduler) {
      .map([
        (.class, .term(.atom(raised == .throw ? .throw : .error))), (.name, name(process)),
        (.pid, .term(process.pid)), (.reason, shown(exit.element(0), scheduler)),
        (.trace, shown(exit.element(1), scheduler)),
      ])
    }
    // The main process's report comes with the end of the program.
    if process.pointee.flags.contains(.main) { return }
    printReport(.atom(.crash), context) { CrashReport.make(context, crash: exit, raised) }
  }

  /// Prints a report, unless somebody has taken that over or it is too much.
  static func printReport(
    _ topic: Term,
    _ context: ContextRef,
    _ report: () -> CrashReport
  ) {
    let scheduler = context.pointee.scheduler
    let machine = scheduler.pointee.machine
    if machine.pointee.events.isTakenOver(topic, machine.pointee.atoms) { return }
    let reports = machine.pointee.events.reports
    switch reports.admit(Clock.monotonic) {
    case .pass:
      // Reports about the processes of a shell are for whoever uses it.
      if let number = context.pointee.process.device,
        let device = machine.pointee.devices[number]
      {
        let text = machine.pointee.hooks.renderCrash(report(), device.traits.usesColor)
        device.output.writeSoon(text)
      } else {
        machine.pointee.hooks.reportCrash(report())
      }
    case .suppressed: break
    case .due(let deadline):
      let main = Term(bits: machine.pointee.events.main.load(ordering: .relaxed))
      EventDelivery.remind(main, reports, deadline, scheduler)
    }
  }
}

// MARK: - Limits

extension SystemEvents {
  /// Tells that the running process ends with a reason, if that is a limit.
  static func limited(_ context: ContextRef, by reason: Term) {
    guard context.pointee.machine.pointee.events.isWanted(.limit) else { return }
    switch reason {
    case .atom(.reduction_limit): limited(context, .reductions, isLost: true)
    case .atom(.time_limit): limited(context, .time, isLost: true)
    case .atom(.mailbox_overflow): limited(context, .mailbox, isLost: true)
    case .atom(.heap_limit):
      limited(context, context.isAtHeapLimit ? .heap : .memory, isLost: true)
    default: break
    }
  }

  /// Tells that the running process has met a limit: that it ends, or gets an exception.
  static func limited(_ context: ContextRef, _ kind: LimitKind, isLost: Bool) {
    let process = context.pointee.process
    tell(.limit, context.pointee.scheduler) {
      .map([
        (.limit, .term(.atom(kind.atom))), (.lost, .term(isLost ? .true : .false)),
        (.name, name(process)), (.process, .term(process.pid)),
      ])
    }
  }
}

extension UnsafeMutablePointer<Context> {
  /// Whether it is its own limit and not that of all together that the running process has met.
  fileprivate var isAtHeapLimit: Bool {
    guard let rare = pointee.process.pointee.rare, rare.pointee.maxHeapWords > 0 else {
      return false
    }
    let most = pointee.machine.pointee.options.maxMemory
    return pointee.machine.pointee.ledger.pointee.bytes < most - most / 16
  }
}

// MARK: - What was too much

extension SystemEvents {
  /// The time has come to tell what was too much: to this process, or of all reports.
  @inline(never)
  static func due(_ context: ContextRef, _ signal: SignalRef) {
    let number = signal.extra
    let scheduler = context.pointee.scheduler
    let process = context.pointee.process
    scheduler.pointee.pool.free(signal)
    if number == 0 {
      context.pointee.machine.tellReportsLeftOut()
      return
    }
    guard let mine = process.pointee.rare?.pointee.subscriptions,
      let (topic, limiter) = mine.limiters[number]
    else { return }
    let count = limiter.takeSuppressed()
    if count == 0 { return }
    let message = scheduler.signal(
      .message,
      to: process.pid,
      .tuple([
        .term(.atom(.suppressed)),
        .map([(.count, .number(count)), (.topic, .term(topic.term))]),
      ])
    )
    message.pointee.flags.insert(.event)
    process.pointee.mailbox.append(message)
    process.pointee.messageCount &+= 1
  }
}

extension UnsafeMutablePointer<Machine> {
  /// Prints how many reports were not printed, if any.
  func tellReportsLeftOut() {
    let count = pointee.events.reports.takeSuppressed()
    if count > 0 { pointee.hooks.reportCrash(CrashReport(leftOut: count)) }
  }
}
