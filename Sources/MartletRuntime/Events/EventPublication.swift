/// An event on its way to the subscribers of a topic: a copy for each, a slice at a time.
final class EventPublication: NativeContinuation {
  private let pages: [[EventSubscriber]]
  private var page = 0
  private var place = 0
  /// The words of a copy of the message, when it is small enough to be copied in one go.
  private let smallWords: Int?
  private var large: LargeEventCopy?
  private var delivered = 0

  private init(_ pages: [[EventSubscriber]], smallWords: Int?) {
    self.pages = pages
    self.smallWords = smallWords
  }

  /// Publishes the event `call[1]` on the topic `call[0]`; gives how many subscribers it reached,
  /// or what a native gives that is to be called again.
  static func publish(_ call: inout NativeCall) throws(Raise) -> Term {
    if let state = call.continuation as? EventPublication { return try state.run(call) }
    guard EventTopic.fits(call[0]) else { throw call.badarg }
    let pages = call.machine.pointee.events.subscribers(call[0], call.atoms)
    guard !pages.isEmpty else { return Term(small: 0) }
    var words = 3
    let literals = call.context.pointee.literals
    let isSmall =
      SmallCopy.measure(call[0], &words, 0, literals)
      && SmallCopy.measure(call[1], &words, 0, literals)
    // While a large message is copied nothing may move: the registers must find room at once.
    try call.reserve(3 + (isSmall ? 0 : Context.registerCount))
    let message = call.write { $0.tuple(call[0], call[1]) }
    let state = EventPublication(pages, smallWords: isSmall ? words : nil)
    state.terms = [message]
    return try state.run(call)
  }

  private func run(_ call: NativeCall) throws(Raise) -> Term {
    while page < pages.count {
      if try !deliver(call) { return call.yield(self) }
      place += 1
      if place == pages[page].count {
        page += 1
        place = 0
      }
      if call.reductionsLeft <= 0, page < pages.count { return call.yield(self) }
    }
    call.finish()
    return Term(small: delivered)
  }

  /// Delivers to the subscriber whose turn it is; false when that takes another slice.
  private func deliver(_ call: NativeCall) throws(Raise) -> Bool {
    let subscriber = pages[page][place]
    let scheduler = call.context.pointee.scheduler
    call.charge(1)
    if large == nil {
      var now: UInt64 = 0
      guard EventDelivery.admits(subscriber, scheduler, now: &now) else { return true }
    }
    guard let signal = try copy(call, to: subscriber.pid) else { return false }
    switch EventDelivery.post(signal, to: subscriber.pid, scheduler, from: call.process) {
    case .delivered: delivered += 1
    case .dead: break
    case .full:
      EventDelivery.refused(subscriber, scheduler)
      DeadLetters.dropped(terms[0], to: subscriber.pid, call.context)
    }
    return true
  }

  /// A copy of the message for a subscriber, or nil when it is not finished.
  private func copy(_ call: NativeCall, to pid: Term) throws(Raise) -> SignalRef? {
    let context = call.context
    guard let smallWords else {
      let state = large ?? LargeEventCopy(terms[0], context)
      large = state
      do {
        let signal = try state.step(context, to: pid)
        if signal != nil { large = nil }
        return signal
      } catch {
        large = nil
        call.finish()
        throw error
      }
    }
    call.charge(smallWords / 32)
    let signal = context.pointee.scheduler.pointee.pool.signal(
      .message,
      to: pid,
      term: .none,
      words: smallWords
    )
    var writer = HeapWriter(top: signal.copy)
    var list = OffHeapList()
    signal.pointee.term = SmallCopy.copy(terms[0], &writer, &list, context.pointee.literals)
    if list.first != 0 {
      signal.pointee.flags.insert(.offHeap)
      signal.extra = list.first
    }
    return signal
  }
}

/// A copy of a large message that is under way.
private final class LargeEventCopy {
  private var copy: TermCopy
  private var signal: SignalRef?
  private let machine: MachineRef

  init(_ term: Term, _ context: ContextRef) {
    copy = TermCopy(term, literals: context.pointee.literals)
    machine = context.pointee.machine
  }

  deinit {
    // The publisher died half way.
    if let signal {
      copy.abandon()
      machine.pointee.outside.withLock { [signal = UnsafeTransfer(signal)] in
        $0.pool.free(signal.value)
      }
    }
  }

  /// Copies on; nil when that is not the end.
  func step(_ context: ContextRef, to pid: Term) throws(Raise) -> SignalRef? {
    if signal == nil {
      let finished = copy.measure(budget: TermCopy.sliceBudget)
      context.pointee.reductions &-= min(copy.words, TermCopy.sliceBudget) / 32
      if machine.pointee.ledger.pointee.bytes + copy.words * 8 > machine.pointee.options.maxMemory {
        throw Raise(class: .kill)
      }
      guard finished else { return nil }
      let made = context.pointee.scheduler.pointee.pool.signal(
        .message,
        to: pid,
        term: .none,
        words: copy.words
      )
      copy.begin(at: made.copy)
      signal = made
    }
    context.pointee.reductions &-= min(copy.words, TermCopy.sliceBudget) / 16
    guard copy.run(budget: TermCopy.sliceBudget), let made = signal else { return nil }
    signal = nil
    made.pointee.term = copy.result
    if copy.offHeap.first != 0 {
      made.pointee.flags.insert(.offHeap)
      made.extra = copy.offHeap.first
    }
    return made
  }
}
