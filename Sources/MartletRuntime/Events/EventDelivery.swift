/// The way of an event to one subscriber.
enum EventDelivery {
  /// What came of it.
  enum Outcome {
    case delivered
    /// The subscriber has ended.
    case dead
    /// Its bounded mailbox has no room; events never wait.
    case full
  }

  /// Hands a message over to a subscriber, or frees it.
  static func post(
    _ signal: SignalRef,
    to pid: Term,
    _ scheduler: SchedulerRef,
    from sender: ProcessRef?
  ) -> Outcome {
    let machine = scheduler.pointee.machine
    signal.pointee.flags.insert(.event)
    guard let process = machine.pointee.slabs.find(pid) else {
      scheduler.pointee.pool.drop(signal)
      return .dead
    }
    if process != sender, let bounds = process.mailboxBounds {
      let limit = bounds.pointee.limit.load(ordering: .relaxed)
      let policy =
        OverflowPolicy(rawValue: bounds.pointee.policy.load(ordering: .relaxed)) ?? .block
      if bounds.pointee.count.add(1, ordering: .acquiringAndReleasing).newValue > limit,
        policy != .dropOldest
      {
        bounds.pointee.count.subtract(1, ordering: .acquiringAndReleasing)
        scheduler.pointee.pool.drop(signal)
        return .full
      }
      signal.pointee.flags.insert(.counted)
    }
    scheduler.pointee.counters.messages &+= 1
    if Delivery.post(signal, to: process, from: scheduler, machine: machine) { return .delivered }
    scheduler.pointee.pool.drop(signal)
    return .dead
  }

  /// Decides whether a subscriber gets an event now; when it is too much for it, the count is told
  /// when its time has come.
  static func admits(
    _ subscriber: EventSubscriber,
    _ scheduler: SchedulerRef,
    now: inout UInt64
  ) -> Bool {
    guard let limiter = subscriber.limiter else { return true }
    if now == 0 { now = Clock.monotonic }
    let verdict = limiter.admit(now)
    if case .due(let deadline) = verdict {
      remind(subscriber.pid, limiter, deadline, scheduler)
    }
    return verdict == .pass
  }

  /// Counts an event that found no room as one that was too much.
  static func refused(_ subscriber: EventSubscriber, _ scheduler: SchedulerRef) {
    guard let limiter = subscriber.limiter else { return }
    if case .due(let deadline) = limiter.refuse(Clock.monotonic) {
      remind(subscriber.pid, limiter, deadline, scheduler)
    }
  }

  /// Sees to it that a process tells itself what was too much.
  static func remind(
    _ pid: Term,
    _ limiter: RateLimiter,
    _ deadline: UInt64,
    _ scheduler: SchedulerRef
  ) {
    let signal = scheduler.pointee.pool.signal(.eventsDue, to: pid, term: .nil, extra: true)
    signal.extra = limiter.number
    _ = scheduler.startTimer(signal, to: pid, reference: .none, deadline: deadline)
  }
}
