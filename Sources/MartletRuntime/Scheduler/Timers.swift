/// Timers that programs start: a message to a pid or a name after some time.
enum Timers {
  /// The longest time in milliseconds.
  static let longest = 0xFFFF_FFFF

  /// Counts a timer, where there is a limit; false when there are as many as there may be.
  static func countStart(_ machine: MachineRef) -> Bool {
    guard let most = machine.pointee.limits.maxTimers else { return true }
    if machine.pointee.timers.add(1, ordering: .relaxed).newValue <= most { return true }
    countEnd(machine)
    return false
  }

  /// Counts the end of a timer.
  static func countEnd(_ machine: MachineRef) {
    if machine.pointee.limits.maxTimers != nil {
      machine.pointee.timers.subtract(1, ordering: .relaxed)
    }
  }

  /// Starts a timer that sends `message`, or `(:timeout, reference, message)`.
  static func start(
    _ call: NativeCall,
    to target: Term,
    _ message: Term,
    milliseconds: Int,
    wrapped: Bool
  ) -> Term {
    let scheduler = call.context.pointee.scheduler
    let reference = scheduler.pointee.makeReference()
    let signal: SignalRef
    if wrapped {
      signal = scheduler.signal(
        .message,
        to: target,
        .atom(.timeout),
        reference,
        copying: message
      )
    } else {
      signal = scheduler.message(message, to: target)
    }
    call.charge(Int(signal.pointee.words) / 16)
    _ = scheduler.startTimer(
      signal,
      to: target,
      reference: reference,
      deadline: Clock.monotonic &+ UInt64(milliseconds) &* 1_000_000
    )
    if target == call.process.pid {
      let rare = call.process.rareState
      rare.pointee.timers.insert(reference.bits)
      if rare.pointee.countTables(scheduler.pointee.pool.ledger) {
        scheduler.pointee.pool.growth += 1
      }
      forgetExpired(call)
    }
    return reference
  }

  /// A process that starts timers for itself all its life must not remember them all.
  private static func forgetExpired(_ call: NativeCall) {
    guard let rare = call.process.pointee.rare, rare.pointee.timers.count > 64,
      rare.pointee.timers.count.nonzeroBitCount == 1
    else { return }
    rare.pointee.timers = rare.pointee.timers.filter {
      wheel(Term(bits: $0), call.machine)?.pointee.wheel.find(reference: Term(bits: $0)) != nil
    }
  }

  private static func wheel(_ reference: Term, _ machine: MachineRef) -> SchedulerRef? {
    guard reference.bits & 0x3F == Term.referenceTag else { return nil }
    let index = Int((reference.bits >> 6) & 63)
    return index < machine.pointee.schedulerCount ? machine.pointee.schedulers[index] : nil
  }

  /// Stops a timer; the milliseconds that were left, or nil when there is none with the reference.
  @discardableResult
  static func cancel(_ reference: Term, _ scheduler: SchedulerRef) -> Int? {
    let machine = scheduler.pointee.machine
    guard let owner = wheel(reference, machine),
      let timer = owner.pointee.wheel.stop(reference: reference)
    else { return nil }
    let isAlive = reaches(timer.pointee.target, machine)
    let left = remaining(timer.pointee.deadline << TimerWheel.tickShift)
    if timer.pointee.signal.pointee.kind == .message { countEnd(machine) }
    scheduler.pointee.pool.drop(timer.pointee.signal)
    scheduler.freeTimer(timer)
    return isAlive ? left : nil
  }

  /// The milliseconds that are left of a timer, or nil when there is none with the reference.
  static func read(_ reference: Term, _ scheduler: SchedulerRef) -> Int? {
    let machine = scheduler.pointee.machine
    guard let owner = wheel(reference, machine),
      let found = owner.pointee.wheel.find(reference: reference)
    else { return nil }
    if reaches(found.target, machine) { return remaining(found.deadline) }
    // A timer for a process that is gone is gone too.
    cancel(reference, scheduler)
    return nil
  }

  /// Whether the target of a timer is a name or a process that is alive.
  private static func reaches(_ target: Term, _ machine: MachineRef) -> Bool {
    guard target.isPid else { return true }
    guard let process = machine.pointee.slabs.find(target) else { return false }
    return process.pointee.queue.load(ordering: .acquiring) != Mailbox.dead
  }

  private static func remaining(_ deadline: UInt64) -> Int {
    let now = Clock.monotonic
    return deadline <= now ? 0 : Int((deadline - now) / 1_000_000)
  }
}
