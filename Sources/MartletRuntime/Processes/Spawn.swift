import Synchronization

/// Making processes.
enum Spawn {
  /// What the options of `spawn` say.
  struct Options {
    var link = false
    var monitor = false
    /// What the message of the monitor begins with instead of `:DOWN`: a term of the spawner.
    var monitorTag: Term?
    var name: Atom?
    var priority = Priority.normal
    var mailbox = 0
    var overflow = OverflowPolicy.block
    var maxHeapWords = 0
    var isMain = false
    /// What ties the process to the host that starts it.
    var tie: (any HostTie)?
    /// The budget; nil for that of the spawner or, where there is none, that of the machine.
    var budget: Budget?

    /// Takes what the machine says of processes that do not say otherwise.
    fileprivate mutating func complete(_ limits: Limits, _ common: Budget?) {
      if budget == nil { budget = common }
      if maxHeapWords == 0, let bytes = limits.maxHeapBytes {
        maxHeapWords = max(bytes / 8, Collector.firstBlock)
      }
      if mailbox == 0, let most = limits.mailboxLimit {
        mailbox = max(most, 1)
        overflow = limits.mailboxOverflow
      }
    }
  }

  /// What the new process runs.
  enum Start {
    /// A closure without arguments: a term of the spawner.
    case closure(Term)
    /// Any function value, a term of the spawner: calling it without arguments may raise.
    case value(Term)
    /// An exported function and its list of arguments: a term of the spawner.
    case function(ExportRef, arguments: Term)

    /// What the new process gets a copy of.
    var term: Term {
      switch self {
      case .closure(let term), .value(let term), .function(_, let term): term
      }
    }
  }

  /// What came of it.
  enum Result {
    case started(pid: Term, reference: Term)
    /// There are as many processes as there may be.
    case limit
    /// The name is taken.
    case nameTaken
    /// The memory of all together is used up.
    case memory
    /// The budget is over.
    case spent
  }

  /// Starts a process for the running one, which runs at the next chance.
  static func start(_ context: ContextRef, _ start: Start, _ options: Options) -> Result {
    let scheduler = context.pointee.scheduler
    guard TermCopy.fits(start.term, scheduler.pointee.machine) else { return .memory }
    let parent = context.pointee.process
    let result = make(scheduler, start, options, parent.pointee.rare?.pointee.member?.budget)
    guard case .started(let pid, _) = result, let child = pid.processIn(context) else {
      return result
    }
    var reference = Term.nil
    if let device = parent.device { child.rareState.pointee.device = device }
    if options.link {
      child.relations(scheduler).pointee.links.add(
        parent.pid,
        other: .nil,
        scheduler.pointee.pool
      )
      parent.relations(scheduler).pointee.links.add(pid, other: .nil, scheduler.pointee.pool)
    }
    if options.monitor {
      reference = scheduler.pointee.makeReference()
      // With a tag the receive that follows waits for that, and the mark is the tag's.
      if options.monitorTag == nil { parent.pointee.mailbox.setMark(reference) }
      child.relations(scheduler).pointee.watchers.add(
        reference,
        other: parent.pid,
        scheduler.pointee.pool
      )
      let relation = parent.relations(scheduler).pointee.monitors.add(
        reference,
        other: pid,
        scheduler.pointee.pool
      )
      if let tag = options.monitorTag {
        relation.pointee.tag = scheduler.message(tag, to: parent.pid)
      }
    }
    context.pointee.reductions &-= (child.pointee.top - child.pointee.heapStart) / 16
    scheduler.pointee.counters.spawns &+= 1
    scheduler.pointee.queues.append(child)
    if parent.pointee.flags.contains(.traced) { TracedProcess.spawned(context, pid) }
    return .started(pid: pid, reference: reference)
  }

  /// Makes a process that is in no run queue yet.
  ///
  /// `inherited` is the budget of the spawner.
  static func make(
    _ scheduler: SchedulerRef,
    _ start: Start,
    _ options: Options,
    _ inherited: Budget? = nil
  ) -> Result {
    let machine = scheduler.pointee.machine
    var options = options
    if options.budget == nil { options.budget = inherited }
    if machine.pointee.limitsProcesses {
      options.complete(machine.pointee.limits, machine.pointee.budget)
    }
    if options.budget?.ending != nil { return .spent }
    // While scripts hold all the memory, the host can still start processes.
    let limit = machine.pointee.options.maxMemory
    let most = options.tie == nil ? limit : limit + limit / 4
    guard machine.pointee.ledger.pointee.bytes < most else { return .memory }
    guard let process = scheduler.pointee.takeBlock() else { return .limit }
    let old = process.pid
    let pid = Term(pidSlot: old.slot, generation: old.generation &+ 1)
    if let name = options.name {
      guard machine.pointee.names.insert(name, pid) else {
        scheduler.pointee.giveBlock(process)
        return .nameTaken
      }
      process.pointee.name.store(name.index + 1, ordering: .relaxed)
    }
    process.pointee.pid.store(pid.bits, ordering: .relaxed)
    process.pointee.flags = options.isMain ? [.main] : []
    process.pointee.priority = options.priority
    process.pointee.outsideWords = 0
    process.pointee.reductions = 0
    process.pointee.trace = .nil
    process.pointee.mailbox = Mailbox()
    process.pointee.messageCount = 0
    if options.mailbox > 0 { process.limitMailbox(options.mailbox, options.overflow) }
    if options.maxHeapWords > 0 { process.rareState.pointee.maxHeapWords = options.maxHeapWords }
    if let tie = options.tie { process.rareState.pointee.tie = tie }
    if let budget = options.budget {
      process.rareState.pointee.member = BudgetMember(process, budget, scheduler)
    }
    fill(process, scheduler, start)
    // Release: whoever sends from now on finds the process as it is here.
    process.pointee.queue.store(Mailbox.empty, ordering: .releasing)
    return .started(pid: pid, reference: .nil)
  }

  /// Gives a new process its heap, with what it starts with on the stack.
  private static func fill(_ process: ProcessRef, _ scheduler: SchedulerRef, _ start: Start) {
    let machine = scheduler.pointee.machine
    let root: Term
    switch start {
    case .closure(let closure):
      root = closure.header.size > 1 ? closure : .nil
      let entry = closure.closureEntry
      process.pointee.pc = entry.pointee.code
    case .value(let function):
      root = function
      process.pointee.pc = machine.pointee.code.closureStub(0)
    case .function(let export, let arguments):
      root = arguments
      process.pointee.pc =
        UnsafePointer(bitPattern: export.pointee.code.load(ordering: .acquiring))
        ?? UnsafePointer(export.pointee.stub)
    }
    var copy = TermCopy(root, literals: machine.pointee.literals.range)
    _ = copy.measure(budget: .max / 4)
    let registers: Int
    switch start {
    case .closure: registers = root == .nil ? 0 : root.header.size - 1
    case .value: registers = 1
    case .function(let export, _): registers = export.pointee.arity
    }
    let needed = copy.words + registers + 1 + Collector.slack
    let words = max(Collector.firstBlock, needed + (needed > Collector.firstBlock ? 32 : 0))
    let block = Collector.allocateBlock(words, scheduler.pointee.pool)
    process.pointee.setBlock(block, words: words)
    process.pointee.highWater = block
    process.pointee.top = block + copy.words
    copy.begin(at: block)
    _ = copy.run(budget: 1 << 40)
    process.pointee.offHeap = copy.offHeap

    var sp = block + (words - 1)
    let code = machine.pointee.code
    let end = process.pointee.rare?.pointee.tie == nil ? code.end : code.hostedEnd
    sp[0] = UInt64(UInt(bitPattern: end))
    sp -= registers
    switch start {
    case .closure:
      for index in 0..<registers { sp[index] = copy.result.element(index + 1).bits }
    case .value: sp[0] = copy.result.bits
    case .function:
      var rest = copy.result
      for index in 0..<registers {
        sp[index] = rest.head.bits
        rest = rest.tail
      }
    }
    process.pointee.stack = sp
    process.pointee.live = UInt8(registers)
  }
}

extension Term {
  /// The control block of a pid that is known to be alive.
  fileprivate func processIn(_ context: ContextRef) -> ProcessRef? {
    context.pointee.machine.pointee.slabs.block(slot)
  }
}
