import Synchronization

/// Messages that could not be delivered, for those who want to see them.
///
/// A dead letter is `(:dead_letter, %{message: m, to: t, reason: :dead | :dropped | :alias})`.
/// Without a subscriber it costs one load. Dead letters about dead letters are not made.
enum DeadLetters {
  /// Publishes the message in a signal, and frees the signal.
  static func publish(
    _ signal: SignalRef,
    to target: Term,
    reason: Atom.Known,
    from scheduler: SchedulerRef?,
    machine: MachineRef
  ) {
    if let scheduler, machine.pointee.subscribers.isNotEmpty {
      publish(signal.pointee.term, to: target, reason: reason, scheduler)
    }
    Delivery.drop(signal, from: scheduler, machine: machine)
  }

  /// Publishes a message of the running process.
  static func publish(
    _ message: Term,
    to target: Term,
    _ context: ContextRef,
    reason: Atom.Known = .dead
  ) {
    if context.pointee.machine.pointee.subscribers.isNotEmpty {
      publish(message, to: target, reason: reason, context.pointee.scheduler)
    }
  }

  @inline(never)
  private static func publish(
    _ message: Term,
    to target: Term,
    reason: Atom.Known,
    _ scheduler: SchedulerRef
  ) {
    let machine = scheduler.pointee.machine
    if message.isTuple(of: 2), message.element(0) == .atom(.dead_letter) { return }
    // `(name, node)` is told as the name.
    let shown = target.isTuple ? target.element(0) : target
    for subscriber in machine.pointee.subscribers.all {
      var copy = TermCopy(message, literals: machine.pointee.literals.range)
      _ = copy.measure(budget: .max / 4)
      let head = 3 + 7
      let signal = scheduler.pointee.pool.signal(
        .message,
        to: Term(bits: subscriber),
        term: .none,
        words: copy.words + head
      )
      copy.begin(at: signal.copy + head)
      _ = copy.run(budget: 1 << 40)
      // The keys in term order: message, reason, to.
      let map = signal.copy
      map[0] = BoxHeader(.smallMap, size: 6).bits
      map[1] = Term.atom(.message).bits
      map[2] = Term.atom(.reason).bits
      map[3] = Term.atom(.to).bits
      map[4] = copy.result.bits
      map[5] = Term.atom(reason).bits
      map[6] = shown.bits
      let tuple = signal.copy + 7
      tuple[0] = BoxHeader(.tuple, size: 2).bits
      tuple[1] = Term.atom(.dead_letter).bits
      tuple[2] = Term(box: map).bits
      signal.pointee.term = Term(box: tuple)
      if copy.offHeap.first != 0 {
        signal.pointee.flags.insert(.offHeap)
        signal.extra = copy.offHeap.first
      }
      guard let process = machine.pointee.slabs.find(Term(bits: subscriber)),
        Delivery.post(signal, to: process, from: scheduler, machine: machine)
      else {
        scheduler.pointee.pool.drop(signal)
        machine.pointee.subscribers.remove(subscriber)
        continue
      }
    }
  }
}

/// The processes that want to see dead letters.
final class Subscribers: Sendable {
  private let pids = Mutex<[UInt64]>([])
  private let count = Atomic<Int>(0)

  /// Whether there is anyone; a hint that needs no lock.
  @inline(__always)
  var isNotEmpty: Bool { count.load(ordering: .relaxed) != 0 }

  var all: [UInt64] { pids.withLock { $0 } }

  func add(_ pid: UInt64) {
    pids.withLock { pids in
      if !pids.contains(pid) { pids.append(pid) }
      count.store(pids.count, ordering: .relaxed)
    }
  }

  func remove(_ pid: UInt64) {
    pids.withLock { pids in
      pids.removeAll { $0 == pid }
      count.store(pids.count, ordering: .relaxed)
    }
  }
}
