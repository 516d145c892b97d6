extension NativeModule {
  /// The native part of `Process`.
  static let process = NativeModule(
    "Process",
    [
      Native(
        "flag",
        "name",
        "value",
        requires: .priority,
        when: "for the priorities `:high` and `:max`, and to raise a limit of the heap",
        doc: """
          Sets a flag of this process and gives its old value: `:trap_exit` (true or false), \
          `:priority` (`:low :normal :high :max`), `:max_heap` (bytes, or nil for no limit).
          """
      ) { call throws(Raise) in try setFlag(call) },
      Native(
        "info",
        "pid",
        requires: .introspection,
        when: "for other processes than the caller",
        doc: "Gives what is known of a process as a map, or nil when it is dead."
      ) { call throws(Raise) in try information(call, item: nil) },
      Native(
        "info",
        "pid",
        "item",
        requires: .introspection,
        when: "for other processes than the caller",
        doc: """
          Gives one item of what is known of a process, such as `:message_queue_len`, or nil \
          when it is dead.

          Only by its name one asks for `:max_heap`, for `:messages` (all of them, copied), and for
          `:first_messages`: at most 10, with `:large` in the place of big ones.

          >> Process.info(self(), :trap_exit)
          false
          """
      ) { call throws(Raise) in
        guard call[1].isAtom, ProcessInformation.isItem(call[1].atom) else { throw call.badarg }
        return try information(call, item: call[1].atom)
      },
      Native(
        "allocated",
        doc: """
          What this process has put on its heap: `(words, collections)`, the words of 8 bytes and how
          often garbage was collected. It is counted from the first call on; what counts is the
          difference of two. Messages count when they are built by the sender, and binaries of more
          than 64 bytes with their box alone.

          >> let (before, _) = Process.allocated(); let pair = (self(), 1); let (after_it, _) = Process.allocated(); after_it > before
          true
          """
      ) { call throws(Raise) in
        let rare = call.process.rareState
        let process = call.process
        // The result itself is not counted.
        let words =
          Int(rare.pointee.allocatedWords) + (process.pointee.top - process.pointee.highWater)
        let collections = rare.pointee.collections
        try call.reserve(3)
        return call.write { $0.tuple(Term(small: words), Term(small: collections)) }
      },
      Native("alive?", "pid", doc: "Says whether a process has not ended.") { call throws(Raise) in
        guard call[0].isPid else { throw call.badarg }
        guard let process = call.machine.pointee.slabs.find(call[0]) else { return .false }
        return Term(process.pointee.queue.load(ordering: .acquiring) != Mailbox.dead)
      },
      Native("list", requires: .introspection, doc: "Gives the pids of all processes.") {
        call throws(Raise) in
        var pids: [Term] = []
        call.machine.pointee.slabs.forEach { pids.append($0) }
        call.charge(pids.count / 8)
        return try call.listOfImmediates(pids)
      },
      Native("registered", requires: .introspection, doc: "Gives all registered names.") {
        call throws(Raise) in
        try call.listOfImmediates(call.machine.pointee.names.all().map { Term($0.0) })
      },
      Native(
        "send_after",
        "target",
        "message",
        "milliseconds",
        doc: "Sends `message` to a pid or a name after some time; gives the timer's reference."
      ) { call throws(Raise) in try startTimer(call, wrapped: false) },
      Native(
        "start_timer",
        "target",
        "message",
        "milliseconds",
        doc: "Sends `(:timeout, ref, message)` to a pid or a name after some time; gives `ref`."
      ) { call throws(Raise) in try startTimer(call, wrapped: true) },
      Native(
        "cancel_timer",
        "ref",
        doc: "Stops a timer; gives the milliseconds that were left, or false when it is over."
      ) { call throws(Raise) in
        guard call[0].isReference else { throw call.badarg }
        call.process.pointee.rare?.pointee.timers.remove(call[0].bits)
        guard let left = Timers.cancel(call[0], call.context.pointee.scheduler) else {
          return .false
        }
        return Term(small: left)
      },
      Native(
        "read_timer",
        "ref",
        doc: "Gives the milliseconds that are left of a timer, or false when it is over."
      ) { call throws(Raise) in
        guard call[0].isReference else { throw call.badarg }
        guard let left = Timers.read(call[0], call.context.pointee.scheduler) else { return .false }
        return Term(small: left)
      },
      Native(
        "hibernate",
        "module",
        "function",
        "arguments",
        doc: """
          Gives back all memory but the live data, and waits for a message; then goes on with \
          `module.function(arguments...)`. It does not return.
          """
      ) { call throws(Raise) in try hibernate(call) },
      Native("put", "key", "value", doc: "Puts a value in the process dictionary; gives the old.") {
        call throws(Raise) in
        var call = call
        let rare = call.process.rareState
        if rare.pointee.dictionary == .nil { rare.pointee.dictionary = try emptyMap(call) }
        let old = call.keep(Maps.find(rare.pointee.dictionary, call[0], call.atoms) ?? .nil)
        let dictionary = try Maps.put(
          &call,
          map: rare.pointee.dictionary,
          key: call[0],
          value: call[1]
        )
        rare.pointee.dictionary = dictionary
        return call[old]
      },
      Native("get", "key", doc: "Gives a value of the process dictionary, or nil.") {
        call throws(Raise) in
        guard let rare = call.process.pointee.rare, rare.pointee.dictionary != .nil else {
          return .nil
        }
        return Maps.find(rare.pointee.dictionary, call[0], call.atoms) ?? .nil
      },
      Native("erase", "key", doc: "Removes a value from the process dictionary and gives it.") {
        call throws(Raise) in
        var call = call
        guard let rare = call.process.pointee.rare, rare.pointee.dictionary != .nil else {
          return .nil
        }
        let old = call.keep(Maps.find(rare.pointee.dictionary, call[0], call.atoms) ?? .nil)
        let dictionary = try Maps.remove(&call, map: rare.pointee.dictionary, key: call[0])
        rare.pointee.dictionary = dictionary
        return call[old]
      },
      Native("garbage_collect", doc: "Collects this process's garbage now; gives true.") {
        call throws(Raise) in
        guard Collector.collect(call.context, need: 0, live: call.live) else {
          throw Raise(class: .kill)
        }
        return .true
      },
      Native(
        "garbage_collect",
        "pid",
        requires: .introspection,
        when: "for other processes than the caller",
        doc: "Asks a process to collect its garbage; says whether it is alive."
      ) { call throws(Raise) in
        guard call[0].isPid else { throw call.badarg }
        if call[0] == call.process.pid {
          guard Collector.collect(call.context, need: 0, live: call.live) else {
            throw Raise(class: .kill)
          }
          return .true
        }
        try call.requireSight()
        return Term(
          call.context.pointee.scheduler.notify(.collect, call[0], from: call.process.pid)
        )
      },
      Native(
        "freeze",
        "pid",
        requires: .introspection,
        doc: """
          Keeps another process from running, whatever it is doing, until `thaw`: for debugging. It
          goes on to receive messages. Gives whether it is alive. What was frozen twice must be
          thawed twice. To halt a server between two requests use `Process.suspend`.
          """
      ) { call throws(Raise) in
        guard call[0].isPid, call[0] != call.process.pid else { throw call.badarg }
        return Term(
          call.context.pointee.scheduler.notify(.suspend, call[0], from: call.process.pid)
        )
      },
      Native(
        "thaw",
        "pid",
        requires: .introspection,
        doc: "Lets a frozen process run again; gives whether it is alive."
      ) {
        call throws(Raise) in
        guard call[0].isPid else { throw call.badarg }
        return Term(call.context.pointee.scheduler.notify(.resume, call[0], from: call.process.pid))
      },
      Native(
        "mailbox_length",
        "pid",
        doc: """
          Gives about how many messages wait in a process's mailbox, or nil when it has ended. It
          looks from outside and never waits, so that it is cheap however busy the process is:
          what came in since the process was last given a scheduler is not counted, except in a
          bounded mailbox, where the number is exact. `Process.message_count` asks the process.

          >> let p = spawn { Process.sleep(:infinity) }; p ! :hello; Process.mailbox_length(p) <= 1
          true
          """
      ) { call throws(Raise) in
        guard call[0].isPid else { throw call.badarg }
        guard let process = call.machine.pointee.slabs.find(call[0]),
          process.pointee.queue.load(ordering: .acquiring) != Mailbox.dead
        else { return .nil }
        if process == call.process { Signals.takePending(call) }
        var count = Int(process.pointee.messageCount)
        if let bounds = process.mailboxBounds {
          // Senders that find no room count themselves for a moment.
          let limit = bounds.pointee.limit.load(ordering: .relaxed)
          count = max(count, min(bounds.pointee.count.load(ordering: .relaxed), limit))
        }
        return Term(small: count)
      },
      Native("yield", doc: "Lets other processes run first; gives true.") { call throws(Raise) in
        call.context.pointee.reductions = 0
        return .true
      },
    ]
  )

  private static func emptyMap(_ call: NativeCall) throws(Raise) -> Term {
    try call.reserve(1)
    return call.write { Term(box: $0.box(.smallMap, size: 0)) }
  }

  private static func setFlag(_ call: NativeCall) throws(Raise) -> Term {
    let process = call.process
    switch call[0] {
    case .atom(.trap_exit):
      guard call[1].isBoolean else { throw call.badarg }
      let old = process.pointee.flags.contains(.trapExit)
      if call[1] == .true {
        process.pointee.flags.insert(.trapExit)
      } else {
        process.pointee.flags.remove(.trapExit)
      }
      return Term(old)
    case .atom(.priority):
      let new = try permittedPriority(call[1], call)
      let old = process.pointee.priority
      process.pointee.priority = new
      switch old {
      case .low: return .atom(.low)
      case .normal: return .atom(.normal)
      case .high: return .atom(.high)
      case .max: return .atom(.max)
      }
    case .atom(.max_heap):
      let old = process.pointee.rare?.pointee.maxHeapWords ?? 0
      var new = 0
      if call[1] != .nil, call[1] != .atom(.infinity) {
        guard call[1].isSmall, call[1].small > 0 else { throw call.badarg }
        new = max(call[1].small / 8, Collector.firstBlock)
      }
      // The host may have set it.
      if old > 0, new == 0 || new > old { try call.require(.priority) }
      process.rareState.pointee.maxHeapWords = new
      return old == 0 ? .nil : Term(small: old * 8)
    default: throw call.badarg
    }
  }

  /// Of oneself at once, of another by asking it.
  private static func information(_ call: NativeCall, item: Atom?) throws(Raise) -> Term {
    guard call[0].isPid else { throw call.badarg }
    try call.requireSight(of: call[0])
    let context = call.context
    if call[0] == call.process.pid {
      Signals.takePending(call)
      let value =
        item.map { ProcessInformation.value(context, $0, isSelf: true) }
        ?? ProcessInformation.all(context, isSelf: true)
      // Terms that are not on the heap, as messages, are copied there.
      let literals = call.context.pointee.literals
      let isMessages = item == Atom(.messages) || item == Atom(.first_messages)
      let words = value.words + (isMessages ? value.copied(literals) : 0)
      try call.reserve(words)
      // After a collection the terms are elsewhere: look again.
      let fresh =
        item.map { ProcessInformation.value(context, $0, isSelf: true) }
        ?? ProcessInformation.all(context, isSelf: true)
      return call.write { writer in
        var list = OffHeapList()
        let ledger = call.machine.pointee.ledger
        let term = fresh.write(&writer, isMessages ? literals : nil, &list, ledger)
        call.process.pointee.offHeap.append(list)
        return term
      }
    }
    if let rare = call.process.pointee.rare, let answer = rare.pointee.answer {
      rare.pointee.answer = nil
      return try received(call, answer)
    }
    // Asked already, and woken by something else.
    if call.process.pointee.flags.contains(.waitsInNative) { return .wait }
    return ProcessInformation.ask(call, call[0], item: item) ? .wait : .nil
  }

  /// Moves an answer to the heap.
  private static func received(_ call: NativeCall, _ answer: SignalRef) throws(Raise) -> Term {
    let words = Int(answer.pointee.words)
    let pool = call.context.pointee.scheduler
    defer { pool.pointee.pool.free(answer) }
    try call.reserve(words)
    return call.write { writer in
      var list = OffHeapList()
      let copy = SmallCopy.copy(
        answer.pointee.term,
        &writer,
        &list,
        call.context.pointee.literals
      )
      call.process.pointee.offHeap.append(list)
      return copy
    }
  }

  private static func startTimer(_ call: NativeCall, wrapped: Bool) throws(Raise) -> Term {
    guard call[0].isPid || (call[0].isAtom && call[0] != .nil), call[2].isSmall,
      call[2].small >= 0, call[2].small <= Timers.longest
    else { throw call.badarg }
    guard TermCopy.fits(call[1], call.machine) else { throw Raise(class: .kill) }
    guard Timers.countStart(call.machine) else {
      SystemEvents.limited(call.context, .timers, isLost: false)
      throw call.error(.system_limit)
    }
    return Timers.start(
      call,
      to: call[0],
      call[1],
      milliseconds: call[2].small,
      wrapped: wrapped
    )
  }

  /// Throws the stack away, cuts the heap to what the arguments need, and waits.
  private static func hibernate(_ call: NativeCall) throws(Raise) -> Term {
    guard call[0].isAtom, call[1].isAtom else { throw call.badarg }
    var count = 0
    var rest = call[2]
    while rest.isCons, count <= Cold.arityLimit {
      count += 1
      rest = rest.tail
    }
    guard rest.isEmptyList else { throw call.badarg }
    let context = call.context
    let process = call.process
    let export = call.machine.pointee.code.export(call[0].atom, call[1].atom, count)
    Cold.spread(call[2], context.pointee.x)
    process.pointee.stack = process.pointee.heapEnd - 1
    let code = call.machine.pointee.code
    let end = process.pointee.rare?.pointee.tie == nil ? code.end : code.hostedEnd
    process.pointee.stack[0] = UInt64(UInt(bitPattern: end))
    process.pointee.trace = .nil
    guard Collector.hibernate(context, live: count) else { throw Raise(class: .kill) }
    process.pointee.pc =
      UnsafePointer(bitPattern: export.pointee.code.load(ordering: .acquiring))
      ?? UnsafePointer(export.pointee.stub)
    process.pointee.live = UInt8(count)
    // With messages waiting it goes on at once.
    context.pointee.leave = process.pointee.mailbox.head == nil ? .parked : .ready
    return .jump
  }
}
