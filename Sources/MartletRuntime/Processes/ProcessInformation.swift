import Synchronization

/// What one can learn of a process.
///
/// Another process is asked by a signal and answers itself; the messages in its mailbox are
/// counted, never copied, unless they are asked for.
enum ProcessInformation {
  /// The items, in term order.
  static let items: [Atom.Known] = [
    .current_function, .dictionary, .heap_size, .links, .memory, .message_queue_len,
    .monitored_by, .monitors, .priority, .reductions, .registered_name, .stack_size, .status,
    .total_heap_size, .trap_exit,
  ]

  /// Whether an atom names an item, those that are given only when asked for by name included.
  static func isItem(_ atom: Atom) -> Bool {
    (items + [.first_messages, .max_heap, .messages]).contains { Atom($0) == atom }
  }

  // MARK: The value of an item, as a Swift description that is written into any place

  /// A value before it is written as a term.
  indirect enum Value {
    case term(Term)
    case number(Int)
    case text([UInt8])
    case list([Value])
    case tuple([Value])
    case map([(Atom.Known, Value)])

    /// The words of the term, without those of `.term`s that are pointers.
    var words: Int {
      switch self {
      case .term: 0
      case .number: 2
      case .text(let bytes): max(HeapWriter.wordsForHeapBinary(min(bytes.count, 64)), 5)
      case .list(let values): values.reduce(2 * values.count) { $0 + $1.words }
      case .tuple(let values): values.reduce(1 + values.count) { $0 + $1.words }
      case .map(let pairs): pairs.reduce(1 + 2 * pairs.count) { $0 + $1.1.words }
      }
    }

    /// The words of the terms that must be copied.
    func copied(_ literals: AddressRange) -> Int {
      switch self {
      case .term(let term):
        var copy = TermCopy(term, literals: literals)
        _ = copy.measure(budget: .max / 4)
        return copy.words
      case .number, .text: return 0
      case .list(let values), .tuple(let values):
        return values.reduce(0) { $0 + $1.copied(literals) }
      case .map(let pairs): return pairs.reduce(0) { $0 + $1.1.copied(literals) }
      }
    }

    /// Writes the term; terms in it are copied when `literals` is given.
    func write(
      _ writer: inout HeapWriter,
      _ literals: AddressRange?,
      _ list: inout OffHeapList,
      _ ledger: LedgerRef
    ) -> Term {
      switch self {
      case .term(let term):
        guard let literals else { return term }
        var copy = TermCopy(term, literals: literals)
        _ = copy.measure(budget: .max / 4)
        copy.begin(at: writer.top)
        _ = copy.run(budget: 1 << 40)
        writer.top += copy.words
        list.append(copy.offHeap)
        return copy.result
      case .number(let value):
        if Term.fits(value) { return Term(small: value) }
        let box = writer.box(.bigInteger, size: 1, aux: value < 0 ? 1 : 0)
        box[1] = UInt64(value.magnitude)
        return Term(box: box)
      case .text(let bytes):
        if bytes.count <= NativeCall.heapBinaryLimit {
          let (term, target) = writer.heapBinary(count: bytes.count)
          for (index, byte) in bytes.enumerated() { target[index] = byte }
          return term
        }
        let shared = SharedBytes.make(count: bytes.count, in: ledger)
        let target = SharedBytes.bytes(shared)
        for (index, byte) in bytes.enumerated() { target[index] = byte }
        return writer.sharedBinary(shared, count: bytes.count, list: &list)
      case .list(let values):
        let terms = values.map { $0.write(&writer, literals, &list, ledger) }
        return writer.list(terms)
      case .tuple(let values):
        let terms = values.map { $0.write(&writer, literals, &list, ledger) }
        return writer.tuple(terms)
      case .map(let pairs):
        let terms = pairs.map { $0.1.write(&writer, literals, &list, ledger) }
        let box = writer.box(.smallMap, size: pairs.count * 2)
        for (index, pair) in pairs.enumerated() {
          box[1 + index] = Term.atom(pair.0).bits
          box[1 + pairs.count + index] = terms[index].bits
        }
        return Term(box: box)
      }
    }
  }

  /// The value of an item of the running process.
  static func value(_ context: ContextRef, _ item: Atom, isSelf: Bool) -> Value {
    let process = context.pointee.process
    let known = Atom.Known(index: item.index)
    switch known {
    case .message_queue_len: return .number(Int(process.pointee.messageCount))
    case .messages:
      var terms: [Value] = []
      var signal = process.pointee.mailbox.head
      while let current = signal {
        terms.append(.term(current.pointee.term))
        signal = current.pointee.next
      }
      return .list(terms)
    case .first_messages: return firstMessages(context)
    case .links:
      let links = process.pointee.relations?.pointee.links.all ?? []
      return .list(
        links.filter { $0.relation.pointee.unlinking == 0 }.map { .term($0.key) }.reversed()
      )
    case .monitors:
      let monitors = process.pointee.relations?.pointee.monitors.all ?? []
      return .list(
        monitors.map { monitor in
          .tuple([
            .term(.atom(.process)),
            monitor.relation.pointee.byName
              ? .tuple([.term(monitor.other), .term(.atom(.nonode))]) : .term(monitor.other),
          ])
        }.reversed()
      )
    case .monitored_by:
      let watchers = process.pointee.relations?.pointee.watchers.all ?? []
      return .list(watchers.map { .term($0.other) }.reversed())
    case .memory:
      return .number(
        MemoryLayout<Process>.stride
          + (process.blockWords + Int(process.pointee.outsideWords)) * 8
      )
    case .heap_size:
      return .number(
        process.pointee.top - process.pointee.heapStart
          + (process.pointee.old?.pointee.usedWords ?? 0)
      )
    case .total_heap_size: return .number(process.blockWords)
    case .stack_size: return .number(process.pointee.heapEnd - process.pointee.stack)
    case .reductions:
      return .number(
        Int(truncatingIfNeeded: process.pointee.reductions)
          + max(
            0,
            context.pointee.machine.pointee.options.sliceReductions
              - context.pointee.reductions
          )
      )
    case .registered_name:
      let name = process.pointee.name.load(ordering: .relaxed)
      return .term(name == 0 ? .nil : Term(Atom(index: name - 1)))
    case .status:
      return .term(
        isSelf
          ? .atom(.running)
          : process.pointee.flags.contains(.suspended) ? .atom(.suspended) : .atom(.waiting)
      )
    case .priority:
      let name: Atom.Known =
        switch process.pointee.priority {
        case .low: .low
        case .normal: .normal
        case .high: .high
        case .max: .max
        }
      return .term(.atom(name))
    case .trap_exit: return .term(Term(process.pointee.flags.contains(.trapExit)))
    case .max_heap: return .number((process.pointee.rare?.pointee.maxHeapWords ?? 0) * 8)
    case .dictionary:
      let dictionary = process.pointee.rare?.pointee.dictionary ?? .nil
      return dictionary == .nil ? .map([]) : .term(dictionary)
    case .current_function:
      guard
        let frame = Backtrace.frame(
          context.pointee.machine,
          UInt(bitPattern: process.pointee.pc),
          isReturn: false
        )
      else { return .term(.nil) }
      return .tuple([
        .term(Term(frame.module)), .term(Term(frame.function)), .number(frame.arity),
      ])
    default: return .term(.nil)
    }
  }

  /// All items of the running process.
  static func all(_ context: ContextRef, isSelf: Bool) -> Value {
    .map(items.map { ($0, value(context, Atom($0), isSelf: isSelf)) })
  }

  /// How many messages a look into a mailbox shows, and the words up to which it shows one whole.
  private static let shownMessages = (count: 10, words: 1_000)

  /// The oldest messages of the mailbox, with `:large` in the place of what would take long to
  /// copy or has parts off the heap.
  private static func firstMessages(_ context: ContextRef) -> Value {
    var values: [Value] = []
    var signal = context.pointee.process.pointee.mailbox.head
    while let current = signal, values.count < shownMessages.count {
      let message = current.pointee.term
      var copy = TermCopy(message, literals: context.pointee.literals)
      let isShown = copy.measure(budget: shownMessages.words) && !copy.ownsOutside
      values.append(.term(isShown ? message : .atom(.large)))
      signal = current.pointee.next
    }
    return .list(values)
  }

  // MARK: Questions and answers

  /// Asks another process; false when it is dead.
  ///
  /// `item` nil means all.
  static func ask(_ call: NativeCall, _ target: Term, item: Atom?) -> Bool {
    let scheduler = call.context.pointee.scheduler
    let ticket = call.expectAnswer()
    let signal = scheduler.pointee.pool.signal(
      .informationRequest,
      to: target,
      term: item.map { Term($0) } ?? .none,
      words: 1
    )
    signal.extra = UInt64(ticket)
    signal.copy[0] = call.process.pid.bits
    if Delivery.send(signal, to: target, from: scheduler, machine: call.machine) { return true }
    call.process.pointee.flags.remove(.waitsInNative)
    return false
  }

  /// Answers a question about the running process.
  static func answer(_ context: ContextRef, _ request: SignalRef) {
    let scheduler = context.pointee.scheduler
    let item = request.pointee.term
    let value =
      item == .none
      ? all(context, isSelf: false) : value(context, item.atom, isSelf: false)
    let literals = context.pointee.literals
    let words = value.words + value.copied(literals)
    let target = Term(bits: request.copy[0])
    let signal = scheduler.pointee.pool.signal(
      .nativeDone,
      to: target,
      term: .none,
      words: max(words, 1)
    )
    var writer = HeapWriter(top: signal.copy)
    var list = OffHeapList()
    let ledger = scheduler.pointee.pool.ledger
    signal.pointee.term = value.write(&writer, literals, &list, ledger)
    // An answer with parts off the heap would need its extra word twice; they are rare enough to
    // be left out: the value is told as nil.
    if list.first != 0 {
      list.releaseAll()
      signal.pointee.term = .nil
    }
    signal.extra = request.extra
    signal.pointee.words = UInt32(words)
    scheduler.pointee.pool.free(request)
    Delivery.send(signal, to: target, from: scheduler, machine: context.pointee.machine)
  }

  /// Answers a question about a process that is dead.
  static func answerForDead(_ request: SignalRef, _ scheduler: SchedulerRef) {
    let target = Term(bits: request.copy[0])
    let signal = scheduler.pointee.pool.signal(.nativeDone, to: target, term: .nil, extra: true)
    signal.extra = request.extra
    Delivery.send(signal, to: target, from: scheduler, machine: scheduler.pointee.machine)
  }
}
