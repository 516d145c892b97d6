/// Links and monitors, as the running process makes and ends them.
enum Monitors {
  /// Monitors a process; `name` is how it was called, if by name.
  ///
  /// The reference may be an alias, see `AliasMode`.
  static func add(
    _ context: ContextRef,
    reference: Term,
    target: Term,
    name: Term?,
    alias: AliasMode?,
    tag: Term?
  ) {
    let process = context.pointee.process
    let scheduler = context.pointee.scheduler
    let relation = process.relations(scheduler).pointee.monitors.add(
      reference,
      other: name ?? target,
      scheduler.pointee.pool
    )
    relation.pointee.byName = name != nil
    relation.pointee.alias = alias
    if let tag { relation.pointee.tag = scheduler.message(tag, to: process.pid) }
    let signal = scheduler.pointee.pool.signal(.monitor, to: target, term: reference, extra: true)
    signal.extra = process.pid.bits
    let sent =
      !target.isNilAtom
      && { () -> Bool in
        guard let other = context.pointee.machine.pointee.slabs.find(target) else { return false }
        return Delivery.post(signal, to: other, from: scheduler, machine: context.pointee.machine)
      }()
    if !sent {
      scheduler.pointee.pool.free(signal)
      sendDown(
        scheduler,
        to: process.pid,
        reference: reference,
        object: target,
        reason: .atom(.noproc)
      )
    }
  }

  /// Tells a watcher that the process it monitors is gone.
  static func sendDown(
    _ scheduler: SchedulerRef,
    to watcher: Term,
    reference: Term,
    object: Term,
    reason: Term
  ) {
    let signal = scheduler.signal(
      .down,
      to: watcher,
      .atom(.DOWN),
      reference,
      .atom(.process),
      object,
      copying: reason
    )
    Delivery.send(signal, to: watcher, from: scheduler, machine: scheduler.pointee.machine)
  }

  /// A monitored process has ended: the signal becomes a message if the monitor still stands.
  static func down(_ context: ContextRef, _ signal: SignalRef) {
    let process = context.pointee.process
    let pool = context.pointee.scheduler
    let reference = signal.pointee.term.element(1)
    guard let relations = process.pointee.relations,
      let monitor = relations.pointee.monitors.find(reference)
    else {
      pool.pointee.pool.drop(signal)
      return
    }
    let ended = monitor.pointee
    endAlias(process, reference, ended.alias)
    relations.pointee.monitors.remove(monitor, pool.pointee.pool)
    var message = signal
    if ended.byName || ended.tag != nil {
      // Its parts are not those that the sender knew: build the message anew.
      message = rebuilt(pool, signal, ended)
      if let tag = ended.tag { pool.pointee.pool.drop(tag) }
      pool.pointee.pool.drop(signal)
    }
    message.pointee.kind = .message
    process.pointee.mailbox.append(message)
    process.pointee.messageCount &+= 1
  }

  /// The message of a monitor by name, whose object is `(name, node)`, or with a tag.
  private static func rebuilt(
    _ scheduler: SchedulerRef,
    _ signal: SignalRef,
    _ monitor: Relation
  ) -> SignalRef {
    let down = signal.pointee.term
    var object = ProcessInformation.Value.term(down.element(3))
    if monitor.byName { object = .tuple([.term(monitor.other), .term(.atom(.nonode))]) }
    let message = ProcessInformation.Value.tuple([
      .term(monitor.tag?.pointee.term ?? .atom(.DOWN)), .term(down.element(1)),
      .term(down.element(2)), object, .term(down.element(4)),
    ])
    return scheduler.signal(.message, to: signal.pointee.addressee, message)
  }

  /// Ends the alias that goes with a monitor, where the monitor's end does that.
  private static func endAlias(_ process: ProcessRef, _ reference: Term, _ mode: AliasMode?) {
    if mode == .demonitor || mode == .replyDemonitor {
      process.pointee.rare?.pointee.aliases[reference.generation] = nil
    }
  }

  /// Ends a monitor; false when there is none (any more).
  @discardableResult
  static func remove(_ context: ContextRef, _ reference: Term) -> Bool {
    let process = context.pointee.process
    let scheduler = context.pointee.scheduler
    guard let relations = process.pointee.relations,
      let monitor = relations.pointee.monitors.find(reference)
    else { return false }
    let other = monitor.pointee.other
    let byName = monitor.pointee.byName
    if let tag = monitor.pointee.tag { scheduler.pointee.pool.drop(tag) }
    endAlias(process, reference, monitor.pointee.alias)
    relations.pointee.monitors.remove(monitor, scheduler.pointee.pool)
    let target =
      byName
      ? context.pointee.machine.pointee.names.find(other.atom) : other
    if let target, target.isPid, target != process.pid {
      _ = scheduler.notify(.demonitor, target, from: process.pid, term: reference)
    }
    return true
  }

  /// Links the running process with another; false when that is dead.
  static func link(_ context: ContextRef, _ other: Term) -> Bool {
    let process = context.pointee.process
    if other == process.pid { return true }
    let scheduler = context.pointee.scheduler
    let relations = process.relations(scheduler)
    if let link = relations.pointee.links.find(other) {
      if link.pointee.unlinking == 0 { return true }
      link.pointee.unlinking = 0
    } else {
      relations.pointee.links.add(other, other: .nil, scheduler.pointee.pool)
    }
    if scheduler.notify(.link, other, from: process.pid) { return true }
    if let link = relations.pointee.links.find(other) {
      relations.pointee.links.remove(link, scheduler.pointee.pool)
    }
    return false
  }

  /// Ends the link of the running process with another, if there is one.
  static func unlink(_ context: ContextRef, _ other: Term) {
    let process = context.pointee.process
    guard let relations = process.pointee.relations,
      let link = relations.pointee.links.find(other), link.pointee.unlinking == 0
    else { return }
    relations.pointee.lastUnlink = relations.pointee.lastUnlink &+ 1
    if relations.pointee.lastUnlink == 0 { relations.pointee.lastUnlink = 1 }
    link.pointee.unlinking = relations.pointee.lastUnlink
    let scheduler = context.pointee.scheduler
    let number = Term(small: Int(relations.pointee.lastUnlink))
    if !scheduler.notify(.unlink, other, from: process.pid, term: number) {
      relations.pointee.links.remove(link, scheduler.pointee.pool)
    }
  }
}

extension Term {
  /// Whether the term is the atom nil.
  @inline(__always) var isNilAtom: Bool { self == .nil }
}
