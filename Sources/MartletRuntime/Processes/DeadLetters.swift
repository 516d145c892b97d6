/// Messages that could not be delivered, for those who want to see them.
///
/// A dead letter is `(:dead_letter, %{message: m, to: t, reason: :dead | :dropped | :alias})`.
/// Without a subscriber it costs one load. Events become none, and neither do dead letters that
/// somebody passes on: there are no dead letters about dead letters.
enum DeadLetters {
  /// Publishes the message in a signal, and frees the signal.
  static func publish(
    _ signal: SignalRef,
    to target: Term,
    reason: Atom.Known,
    from scheduler: SchedulerRef?,
    machine: MachineRef
  ) {
    if let scheduler, machine.pointee.events.isWanted(.deadLetter),
      !signal.pointee.flags.contains(.event)
    {
      tell(signal.pointee.term, to: target, reason: reason, scheduler)
    }
    Delivery.drop(signal, from: scheduler, machine: machine)
  }

  /// Publishes a message of the running process.
  static func publish(_ message: Term, to target: Term, _ context: ContextRef) {
    if context.pointee.machine.pointee.events.isWanted(.deadLetter) {
      tell(message, to: target, reason: .dead, context.pointee.scheduler)
    }
  }

  /// Publishes a message of the running process that found no room, as a dead letter and as
  /// dropped.
  static func dropped(_ message: Term, to target: Term, _ context: ContextRef) {
    dropped(message, to: target, .drop_newest, context.pointee.scheduler)
  }

  /// Publishes a message in a signal that made room for others, and frees the signal.
  static func dropped(oldest signal: SignalRef, from target: Term, _ scheduler: SchedulerRef) {
    dropped(signal.pointee.term, to: target, .drop_oldest, scheduler)
    scheduler.pointee.pool.drop(signal)
  }

  private static func dropped(
    _ message: Term,
    to target: Term,
    _ policy: Atom.Known,
    _ scheduler: SchedulerRef
  ) {
    let machine = scheduler.pointee.machine
    if machine.pointee.events.isWanted(.deadLetter) {
      tell(message, to: target, reason: .dropped, scheduler)
    }
    if machine.pointee.events.isWanted(.dropped), !isLetter(message) {
      SystemEvents.tell(.dropped, scheduler) {
        .map([
          (.message, SystemEvents.shown(message, scheduler)), (.policy, .term(.atom(policy))),
          (.to, .term(target)),
        ])
      }
    }
  }

  @inline(never)
  private static func tell(
    _ message: Term,
    to target: Term,
    reason: Atom.Known,
    _ scheduler: SchedulerRef
  ) {
    if isLetter(message) { return }
    SystemEvents.tell(.deadLetter, scheduler) {
      .map([
        (.message, SystemEvents.shown(message, scheduler)), (.reason, .term(.atom(reason))),
        // `(name, node)` is told as the name.
        (.to, .term(target.isTuple ? target.element(0) : target)),
      ])
    }
  }

  /// Whether a message is an event about a message that was not delivered.
  private static func isLetter(_ message: Term) -> Bool {
    guard message.isTuple(of: 2), message.element(1).isMap else { return false }
    return message.element(0) == .atom(.dead_letter) || message.element(0) == .atom(.dropped)
  }
}
