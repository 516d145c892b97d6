import Synchronization

/// What can be seen of a process from outside.
///
/// Nobody is asked and nothing waits, so it costs a few loads whatever the process does, be it
/// stuck in a long native function. The words are read one by one while the process runs: each was
/// true a moment ago, and they need not belong together.
struct ProcessGlance {
  let pid: Term
  /// The registered name, or nil.
  let name: Term
  let status: Atom.Known
  let reductions: Int
  /// The messages in the mailbox, without those that came in since the process last ran.
  let messages: Int
  /// The bytes of control block, heap and stack.
  let memory: Int
  /// Where the process is, or was when it last gave its scheduler up.
  let place: UInt

  /// Looks at a process; nil when it has ended.
  init?(_ process: ProcessRef, isSelf: Bool = false) {
    let queue = process.pointee.queue.load(ordering: .acquiring)
    guard queue != Mailbox.dead else { return nil }
    pid = process.pid
    let name = process.pointee.name.load(ordering: .relaxed)
    self.name = name == 0 ? .nil : Term(Atom(index: name - 1))
    status = isSelf ? .running : queue == Mailbox.waiting ? .waiting : .runnable
    reductions = Int(process.pointee.reductions & (1 << 60 - 1))
    messages = Int(process.pointee.messageCount)
    let sizes = process.pointee.heapSizes
    memory = MemoryLayout<Process>.stride + (sizes.block + sizes.mature) * 8
    place = process.pointee.place.load(ordering: .relaxed)
  }
}

// MARK: - As terms

extension ProcessGlance {
  /// The items, in term order.
  private static let items: [Atom.Known] = [
    .current_function, .memory, .message_queue_len, .pid, .reductions, .registered_name, .status,
  ]
  /// The words of the term.
  static let words = 1 + 2 * items.count + functionWords
  private static let functionWords = 4

  /// The functions of places that have been looked up, as terms that were written since the last
  /// collection.
  struct Functions {
    private let machine: MachineRef
    private var terms: [UInt: Term] = [:]

    init(_ machine: MachineRef) { self.machine = machine }

    /// `(module, function, arity)`, or nil where there is no code.
    fileprivate mutating func at(_ place: UInt, _ writer: inout HeapWriter) -> Term {
      if let known = terms[place] { return known }
      let frame = Backtrace.frame(machine, place, isReturn: false)
      let term = frame.map {
        writer.tuple(Term($0.module), Term($0.function), Term(small: $0.arity))
      }
      terms[place] = term ?? .nil
      return term ?? .nil
    }
  }

  /// Writes the map; there is room for ``words``.
  func write(_ writer: inout HeapWriter, _ functions: inout Functions) -> Term {
    let values: [Term] = [
      functions.at(place, &writer), Term(small: memory), Term(small: messages), pid,
      Term(small: reductions), name, .atom(status),
    ]
    let box = writer.box(.smallMap, size: 2 * values.count)
    for (index, value) in values.enumerated() {
      box[1 + index] = Term.atom(Self.items[index]).bits
      box[1 + values.count + index] = value.bits
    }
    return Term(box: box)
  }

  /// What an item is, for comparing; nil when processes have no order by it.
  func value(of item: Term) -> Int? {
    switch item {
    case .atom(.reductions): reductions
    case .atom(.message_queue_len): messages
    case .atom(.memory): memory
    default: nil
    }
  }
}
