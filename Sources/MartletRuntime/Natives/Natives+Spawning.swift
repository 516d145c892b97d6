extension NativeModule {
  /// Making and ending processes: functions that are available everywhere.
  static let kernelSpawning = NativeModule(
    "Kernel",
    [
      Native(
        "spawn",
        "function",
        doc: "Starts a process that calls `function`, a function without arguments; gives its pid."
      ) { call throws(Raise) in try spawn(&call, .init(), closure: 0) },
      Native(
        "spawn",
        "options",
        "function",
        requires: .priority,
        when: "for the priorities `:high` and `:max`, and for heaps above the machine's limit",
        doc: """
          Starts a process with options: `link`, `monitor`, `name`, `priority`, `mailbox`, \
          `overflow`, `max_heap`. With `monitor: true` it gives `(pid, ref)`; with \
          `monitor: %{tag: t}` the message of its end begins with `t` instead of `:DOWN`.
          """
      ) { call throws(Raise) in
        try spawn(&call, try options(call), closure: 1)
      },
      Native(
        "spawn",
        "module",
        "function",
        "arguments",
        doc: "Starts a process that calls `module.function(arguments...)`."
      ) { call throws(Raise) in try spawn(&call, .init(), first: 0) },
      Native(
        "spawn_link",
        "function",
        doc: "Starts a process that is linked to this one."
      ) { call throws(Raise) in try spawn(&call, .init(link: true), closure: 0) },
      Native(
        "spawn_link",
        "module",
        "function",
        "arguments",
        doc: "Starts a process that is linked to this one and calls `module.function(...)`."
      ) { call throws(Raise) in try spawn(&call, .init(link: true), first: 0) },
      Native(
        "spawn_monitor",
        "function",
        doc: "Starts a process that this one monitors; gives `(pid, ref)`."
      ) { call throws(Raise) in try spawn(&call, .init(monitor: true), closure: 0) },
      Native(
        "spawn_monitor",
        "module",
        "function",
        "arguments",
        doc: "Starts a process that this one monitors and that calls `module.function(...)`."
      ) { call throws(Raise) in try spawn(&call, .init(monitor: true), first: 0) },
      Native("exit", "reason", doc: "Ends this process with `reason`, unless it is caught.") {
        call throws(Raise) in throw call.exit(call[0])
      },
      Native(
        "exit",
        "pid",
        "reason",
        doc: "Sends `pid` an exit signal with `reason`; gives true."
      ) { call throws(Raise) in
        guard call[0].isPid else { throw call.badarg }
        guard TermCopy.fits(call[1], call.machine) else { throw Raise(class: .kill) }
        let scheduler = call.context.pointee.scheduler
        let signal = scheduler.signal(
          .exit,
          to: call[0],
          .atom(.EXIT),
          call.process.pid,
          copying: call[1]
        )
        if call[1] == .atom(.kill) { signal.pointee.flags.insert(.kill) }
        call.charge(Int(signal.pointee.words) / 16)
        Delivery.send(signal, to: call[0], from: scheduler, machine: call.machine)
        return handledNow(call, call[0])
      },
      Native("throw", "value", doc: "Throws `value` to the nearest `catch`.") {
        call throws(Raise) in
        call.context.pointee.reason = call[0]
        throw Raise(class: .throw)
      },
      Native("stacktrace", doc: "Gives the trace of the exception that was caught last.") {
        call throws(Raise) in try Backtrace.list(call)
      },
    ]
  )

  // MARK: Spawning

  private static func spawn(
    _ call: inout NativeCall,
    _ options: Spawn.Options,
    closure index: Int
  ) throws(Raise) -> Term {
    let function = call[index]
    if function.isBox(.externalFunction) {
      let export = ExportRef(bitPattern: UInt(function.word(0))).unsafelyUnwrapped
      if export.pointee.arity == 0 {
        return try started(
          call,
          options,
          Spawn.start(call.context, .function(export, arguments: .emptyList), options)
        )
      }
    }
    guard function.isFunction else { throw call.badarg }
    guard function.isClosure, function.header.aux == 0 else {
      // The new process finds out that the function takes arguments.
      return try started(call, options, Spawn.start(call.context, .value(function), options))
    }
    return try started(call, options, Spawn.start(call.context, .closure(function), options))
  }

  private static func spawn(
    _ call: inout NativeCall,
    _ options: Spawn.Options,
    first: Int
  ) throws(Raise) -> Term {
    guard call[first].isAtom, call[first + 1].isAtom else { throw call.badarg }
    var count = 0
    var rest = call[first + 2]
    while rest.isCons, count <= Cold.arityLimit {
      count += 1
      rest = rest.tail
    }
    guard rest.isEmptyList else { throw call.badarg }
    let export = call.machine.pointee.code.export(call[first].atom, call[first + 1].atom, count)
    return try started(
      call,
      options,
      Spawn.start(call.context, .function(export, arguments: call[first + 2]), options)
    )
  }

  private static func started(
    _ call: NativeCall,
    _ options: Spawn.Options,
    _ result: Spawn.Result
  ) throws(Raise) -> Term {
    switch result {
    case .started(let pid, let reference):
      call.charge(20)
      guard options.monitor else { return pid }
      try call.reserve(3)
      return call.write { $0.tuple(pid, reference) }
    case .limit:
      SystemEvents.limited(call.context, .processes, isLost: false)
      throw call.error(.system_limit)
    // The process itself is about to end.
    case .spent: throw call.error(.system_limit)
    case .nameTaken: throw call.badarg
    case .memory: throw Raise(class: .kill)
    }
  }

  /// Reads the options of `spawn`, a map.
  private static func options(_ call: NativeCall) throws(Raise) -> Spawn.Options {
    var options = Spawn.Options()
    let map = call[0]
    guard map.isMap else { throw call.badarg }
    var read = 0
    func value(_ key: Atom.Known) -> Term? {
      guard let value = Maps.find(map, .atom(key), call.atoms) else { return nil }
      read += 1
      return value
    }
    func flag(_ key: Atom.Known) throws(Raise) -> Bool {
      guard let value = value(key) else { return false }
      guard value.isBoolean else { throw call.badarg }
      return value == .true
    }
    func size(_ key: Atom.Known) throws(Raise) -> Int {
      guard let value = value(key), value != .nil, value != .atom(.infinity) else { return 0 }
      guard value.isSmall, value.small > 0 else { throw call.badarg }
      return value.small
    }
    options.link = try flag(.link)
    if let monitor = value(.monitor) { try readMonitor(monitor, call, &options) }
    if let name = value(.name), name != .nil {
      guard name.isAtom, !name.isBoolean else { throw call.badarg }
      options.name = name.atom
    }
    if let priority = value(.priority) { options.priority = try permittedPriority(priority, call) }
    options.mailbox = try size(.mailbox)
    if let overflow = value(.overflow) { options.overflow = try self.overflow(overflow, call) }
    let bytes = try size(.max_heap)
    options.maxHeapWords = bytes == 0 ? 0 : max(bytes / 8, Collector.firstBlock)
    guard read == Maps.count(map) else { throw call.badarg }
    if bytes > call.machine.pointee.limits.maxHeapBytes ?? .max { try call.require(.priority) }
    return options
  }

  /// `monitor: true`, or a map with the `tag` of the message to come.
  private static func readMonitor(
    _ term: Term,
    _ call: NativeCall,
    _ options: inout Spawn.Options
  ) throws(Raise) {
    if term.isMap, Maps.count(term) == 1, let tag = Maps.find(term, .atom(.tag), call.atoms) {
      options.monitor = true
      options.monitorTag = tag
    } else {
      guard term.isBoolean else { throw call.badarg }
      options.monitor = term == .true
    }
  }

  /// The priority that an atom names, unless others would have to wait and it is not permitted.
  static func permittedPriority(_ term: Term, _ call: NativeCall) throws(Raise) -> Priority {
    let priority = try priority(term, call)
    if priority == .high || priority == .max { try call.require(.priority) }
    return priority
  }

  /// The priority that an atom names.
  private static func priority(_ term: Term, _ call: NativeCall) throws(Raise) -> Priority {
    switch term {
    case .atom(.low): .low
    case .atom(.normal): .normal
    case .atom(.high): .high
    case .atom(.max): .max
    default: throw call.badarg
    }
  }

  private static func overflow(_ term: Term, _ call: NativeCall) throws(Raise) -> OverflowPolicy {
    switch term {
    case .atom(.block): .block
    case .atom(.drop_newest): .dropNewest
    case .atom(.drop_oldest): .dropOldest
    case .atom(.reject): .reject
    case .atom(.exit): .exit
    default: throw call.badarg
    }
  }

  /// True, after what the process has sent to itself has been handled: an exit signal to oneself
  /// takes effect before anything else.
  static func handledNow(_ call: NativeCall, _ target: Term) -> Term {
    guard target == call.process.pid else { return .true }
    Signals.take(call.context)
    guard call.process.pointee.flags.contains(.exiting) else { return .true }
    call.context.pointee.leave = .exit
    return .jump
  }
}
