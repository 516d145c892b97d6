extension NativeModule {
  /// Watching what functions are called and what processes do; `stdlib/trace.mt` has the rest.
  static let trace = NativeModule(
    "Trace",
    [
      Native(
        "calls",
        "module",
        "function",
        "arity",
        "options",
        requires: .introspection,
        doc: """
          Tells a process from now on when functions are called, by whatever process: `(:ok, reference,
          functions)`, with a list of `(name, arity)`. `function` may be `:any`, that is all functions of the
          module, private ones too, and so may `arity`. The module is loaded when it is not yet; later
          versions of it are traced too, and so are earlier ones that still run.

          `(:error, :undef)` says that there is no such function, `(:error, :native)` that it is one of
          the machine's own, which cannot be traced: trace a function that calls it.

          The options, a map: `tracer: pid` (this process), `limit: n` events or `:infinity` (100), and
          `returns: true` to be told what calls came to.

          >> Trace.calls(Math, :max, 2, limit: 1); Task.async { Math.max(5, 7) }; receive { (:trace, _, :call, call) -> call }
          (Math, :max, [5, 7])
          """
      ) { call throws(Raise) in try traceCalls(&call) },
      Native(
        "function",
        "function",
        "options",
        requires: .introspection,
        doc: """
          Like `calls`, of one function value: of `&Math.max/2` the function that it names, of a closure
          all closures that were made at the same place.

          >> let f = fn(x) { x * 2 }; Trace.function(f, limit: 1); Task.async { f(4) }; receive { (:trace, _, :call, (_, _, arguments)) -> arguments }
          [4]
          """
      ) { call throws(Raise) in try traceFunction(&call) },
      Native(
        "process",
        "pid",
        "options",
        requires: .introspection,
        doc: """
          Tells a process from now on what another does: `(:ok, reference)`. Messages that are sent to it
          after this are told; it may do a little meanwhile that is not.

          The options, a map: `tracer: pid` (this process), `limit: n` events or `:infinity` (100), and
          `events:` a list of `:send`, `:receive`, `:spawn` and `:exit` (all of them).

          >> let p = spawn { receive { :stop -> :ok } }; Trace.process(p, %{}); p ! :stop; receive { (:trace, _, kind, what) -> (kind, what) }
          (:receive, :stop)
          """
      ) { call throws(Raise) in try traceProcess(&call) },
      Native(
        "stop",
        "reference",
        requires: .introspection,
        doc: """
          Ends a trace; `:ok`, also when it has ended already. When this returns, no event comes any more.

          >> Trace.stop(make_ref())
          :ok
          """
      ) { call throws(Raise) in
        if call.isAwaiting(Bool.self) { return try stop(call, []) }
        guard call[0].isReference else { throw call.badarg }
        return try stop(call, call.machine.pointee.traces.find(call[0]).map { [$0] } ?? [])
      },
      Native(
        "stop",
        requires: .introspection,
        doc: """
          Ends all traces, whoever has started them; `:ok`.

          >> Trace.stop()
          :ok
          """
      ) { call throws(Raise) in
        if call.isAwaiting(Bool.self) { return try stop(call, []) }
        return try stop(call, call.machine.pointee.traces.all)
      },
      Native(
        "active",
        requires: .introspection,
        doc: """
          All traces that have not ended, in no particular order, as `(reference, tracer, target)`: the
          target is a pid or `(module, function, arity)`, where the last two may be `:any`.

          >> let p = spawn { receive { :stop -> :ok } }; let (:ok, t) = Trace.process(p, %{}); Trace.active() == [(t, self(), p)]
          true
          """
      ) { call throws(Raise) in
        let traces = call.machine.pointee.traces.all
        call.charge(traces.count)
        try call.reserve(traces.count * (2 + 4 + 4))
        return call.write { writer in
          let all = traces.map { trace in
            writer.tuple(trace.reference, trace.tracer, write(trace.target, call, &writer))
          }
          return writer.list(all)
        }
      },
      Native(
        "target",
        "function",
        requires: .introspection,
        doc: """
          The `(module, name, arity)` by which events and `Trace.active` show a function value.

          >> Trace.target(&Math.max/2)
          (Math, :max, 2)
          """
      ) { call throws(Raise) in
        guard call[0].isFunction else { throw call.badarg }
        try call.reserve(4)
        return call.write { writer in
          if call[0].isClosure {
            return write(.code(plainCode(call, call[0])), call, &writer)
          }
          let export = call[0].externalEntry
          return writer.tuple(
            Term(export.pointee.module),
            Term(export.pointee.function),
            Term(small: export.pointee.arity)
          )
        }
      },
    ]
  )

  // MARK: Starting

  /// A trace of functions that has begun.
  private struct Started: Sendable {
    let reference: UInt64
    let functions: [(name: Atom, arity: Int)]
  }

  private static func traceCalls(_ call: inout NativeCall) throws(Raise) -> Term {
    if call.isAwaiting(Started.self) { return try begin(&call, nil) }
    guard call[0].isAtom, call[1].isAtom, isArity(call[2]) else { throw call.badarg }
    let options = try traceOptions(call, call[3])
    let module = call[0].atom
    if case .waiting = ModuleFinding.find(call, module) { return .wait }
    let target = Trace.Target.functions(
      module: module,
      function: call[1] == .atom(.any) ? nil : call[1].atom,
      arity: call[2].isSmall ? call[2].small : nil
    )
    return try begin(&call, make(call, target, options))
  }

  private static func isArity(_ term: Term) -> Bool {
    term == .atom(.any) || term.isSmall && (0...255).contains(term.small)
  }

  private static func traceFunction(_ call: inout NativeCall) throws(Raise) -> Term {
    if call.isAwaiting(Started.self) { return try begin(&call, nil) }
    let function = call[0]
    guard function.isFunction else { throw call.badarg }
    let options = try traceOptions(call, call[1])
    guard function.isClosure else {
      let export = function.externalEntry
      let module = export.pointee.module
      if case .waiting = ModuleFinding.find(call, module) { return .wait }
      let target = Trace.Target.functions(
        module: module,
        function: export.pointee.function,
        arity: export.pointee.arity
      )
      return try begin(&call, make(call, target, options))
    }
    return try begin(&call, make(call, .code(plainCode(call, function)), options))
  }

  /// The address of a closure's code, traced or not.
  private static func plainCode(_ call: NativeCall, _ closure: Term) -> UInt {
    let code = closure.closureEntry.pointee.code
    guard let (module, offset) = call.machine.pointee.code.locate(code) else { return 0 }
    return UInt(bitPattern: UnsafePointer(module.code) + offset)
  }

  /// Writes what a trace is about: up to 4 words.
  private static func write(
    _ target: Trace.Target,
    _ call: NativeCall,
    _ writer: inout HeapWriter
  ) -> Term {
    switch target {
    case .process(let pid): return pid
    case .functions(let module, let function, let arity):
      return writer.tuple(
        Term(module),
        function.map { Term($0) } ?? .atom(.any),
        arity.map { Term(small: $0) } ?? .atom(.any)
      )
    case .code(let code):
      guard let place = UnsafePointer<UInt64>(bitPattern: code),
        let entry = call.machine.pointee.code.entry(at: place)
      else { return .nil }
      return writer.tuple(
        Term(entry.module),
        Term(entry.name),
        Term(small: entry.arity - entry.captured)
      )
    }
  }

  private static func make(
    _ call: NativeCall,
    _ target: Trace.Target,
    _ options: TraceOptions
  ) -> Trace {
    Trace(
      reference: call.context.pointee.scheduler.pointee.makeReference(),
      tracer: options.tracer,
      target: target,
      limit: options.limit,
      returns: options.returns,
      kinds: options.kinds
    )
  }

  /// Lets a trace of functions begin, and waits until it has.
  private static func begin(_ call: inout NativeCall, _ trace: Trace?) throws(Raise) -> Term {
    let machine = call.machine
    var started: Started?
    var modules: [LoadedModule] = []
    if let trace {
      let name: Atom
      switch trace.target {
      case .functions(let module, _, _): name = module
      case .code(let code):
        let place = UnsafePointer<UInt64>(bitPattern: code)
        name = place.flatMap { machine.pointee.code.entry(at: $0)?.module } ?? .nil
      case .process: throw call.badarg
      }
      modules = machine.pointee.code.versions(of: call.atoms.pointee.text(name))
      let functions = TraceTable.functions(trace.target, modules, call.atoms)
      guard !functions.isEmpty else {
        let isNative = machine.pointee.code.hasNative(trace.target)
        try call.reserve(3)
        return call.write { $0.tuple(.atom(.error), .atom(isNative ? .native : .undef)) }
      }
      machine.pointee.traces.add(trace, modules, call.atoms)
      started = Started(reference: trace.reference.bits, functions: functions)
    }
    let result: Started? = call.awaiting { done in
      // Only the first time, so there is a trace.
      guard let started else { return }
      machine.pointee.codeChanges.request(modules, machine) { done(started) }
    }
    guard let result else { return .wait }
    try call.reserve(4 + 5 * result.functions.count)
    return call.write { writer in
      let names = result.functions.map { writer.tuple(Term($0.name), Term(small: $0.arity)) }
      let list = writer.list(names)
      return writer.tuple(.atom(.ok), Term(bits: result.reference), list)
    }
  }

  private static func traceProcess(_ call: inout NativeCall) throws(Raise) -> Term {
    guard call[0].isPid else { throw call.badarg }
    let options = try traceOptions(call, call[1])
    // Telling of an event would be the next.
    guard call[0] != options.tracer else { throw call.badarg }
    let trace = make(call, .process(call[0]), options)
    call.machine.pointee.traces.add(trace, [], call.atoms)
    if call[0] == call.process.pid {
      TracedProcess.begin(call.context, trace)
    } else {
      let scheduler = call.context.pointee.scheduler
      let signal = scheduler.pointee.pool.signal(.trace, to: call[0], term: .nil, extra: true)
      signal.extra = trace.reference.bits
      if !Delivery.send(signal, to: call[0], from: scheduler, machine: call.machine) {
        TracedProcess.isDead(trace.reference, scheduler)
      }
    }
    return try call.ok(trace.reference)
  }

  // MARK: Stopping

  /// Ends traces, and waits until no function is entered for them any more.
  private static func stop(_ call: NativeCall, _ traces: [Trace]) throws(Raise) -> Term {
    let machine = call.machine
    var modules: [LoadedModule] = []
    for trace in traces {
      trace.end(.stopped, call.context.pointee.scheduler)
      modules += machine.pointee.traces.remove(trace)
    }
    if modules.isEmpty, !call.isAwaiting(Bool.self) { return .atom(.ok) }
    let result: Bool? = call.awaiting { done in
      machine.pointee.codeChanges.request(modules, machine) { done(true) }
    }
    return result == nil ? .wait : .atom(.ok)
  }

  // MARK: Options

  private struct TraceOptions {
    var tracer: Term
    var limit = 100
    var returns = false
    var kinds = Trace.Kinds.all
  }

  private static func traceOptions(
    _ call: NativeCall,
    _ map: Term
  ) throws(Raise) -> TraceOptions {
    guard map.isMap else { throw call.badarg }
    var options = TraceOptions(tracer: call.process.pid)
    var read = 0
    func value(_ key: Atom.Known) -> Term? {
      guard let value = Maps.find(map, .atom(key), call.atoms) else { return nil }
      read += 1
      return value
    }
    if let tracer = value(.tracer) {
      guard tracer.isPid else { throw call.badarg }
      options.tracer = tracer
    }
    if let limit = value(.limit) {
      guard limit == .atom(.infinity) || limit.isSmall && limit.small > 0 else { throw call.badarg }
      options.limit = limit.isSmall ? limit.small : .max
    }
    if let returns = value(.returns) {
      guard returns.isBoolean else { throw call.badarg }
      options.returns = returns == .true
    }
    if var rest = value(.events) {
      options.kinds = []
      while rest.isCons {
        switch rest.head {
        case .atom(.send): options.kinds.insert(.send)
        case .atom(.receive): options.kinds.insert(.receive)
        case .atom(.spawn): options.kinds.insert(.spawn)
        case .atom(.exit): options.kinds.insert(.exit)
        default: throw call.badarg
        }
        rest = rest.tail
      }
      guard rest.isEmptyList else { throw call.badarg }
    }
    guard read == Maps.count(map) else { throw call.badarg }
    return options
  }
}
