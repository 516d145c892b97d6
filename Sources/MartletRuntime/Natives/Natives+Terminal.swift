extension NativeModule {
  /// The devices of interactive shells, see ``ShellDevice``; `stdlib/shell.mt` is their only user.
  static let terminal = NativeModule(
    "Terminal",
    [
      Native(
        "console",
        requires: .introspection,
        doc: "Internal: the device of the command's own shell, or nil."
      ) { call throws(Raise) in
        call.machine.pointee.devices.console.map { Term(small: $0) } ?? .nil
      },
      Native(
        "accept",
        requires: .introspection,
        doc: "Internal: waits for the next device that is attached and gives it."
      ) { call throws(Raise) in
        let devices = call.machine.pointee.devices
        let number: Int? = call.awaiting { devices.accept($0) }
        return number.map { Term(small: $0) } ?? .wait
      },
      Native(
        "traits",
        "device",
        requires: .introspection,
        doc: """
          Internal: what a device is like now: a map of `interactive`, `color`, `moves_cursor`,
          `columns` and `rows`.
          """
      ) { call throws(Raise) in
        let traits = try call.device(0).traits
        var keys: [Term] = []
        for name in ["interactive", "color", "moves_cursor", "columns", "rows"] {
          keys.append(try call.atom(name))
        }
        let values = [
          Term(traits.isInteractive), Term(traits.usesColor), Term(traits.movesCursor),
          Term(small: max(traits.columns, 1)), Term(small: max(traits.rows, 1)),
        ]
        try call.reserve(Maps.sizeOfMap(keys.count))
        let atoms = call.atoms
        return call.write { Maps.write(&$0, keys: keys, values: values, atoms) }
      },
      Native(
        "use",
        "device",
        requires: .introspection,
        doc: """
          Internal: from now on this process, and what it starts, prints to a device and reads from it.
          """
      ) { call throws(Raise) in
        _ = try call.device(0)
        call.process.rareState.pointee.device = call[0].small
        return .atom(.ok)
      },
      Native(
        "write",
        "device",
        "text",
        requires: .introspection,
        doc: "Internal: writes a text to a device and waits until it is out."
      ) { call throws(Raise) in
        let output = try call.device(0).output
        let bytes = Array(try call.text(1))
        let isDone: Bool? = call.blocking {
          _ = output.append(bytes)
          output.flush()
          return true
        }
        return isDone == nil ? .wait : .atom(.ok)
      },
      Native(
        "read_statement",
        "device",
        "prompt",
        "continuation",
        requires: .introspection,
        doc: "Internal: reads a statement: `(:statement, text)`, `:interrupted` or `:eof`."
      ) { call throws(Raise) in try readStatement(&call) },
      Native(
        "await_event",
        "device",
        requires: .introspection,
        doc: """
          Internal: waits for an event: `(:complete, request, text, cursor)`, `:interrupt`,
          `(:resize, columns, rows)` or `:closed`.
          """
      ) { call throws(Raise) in try awaitEvent(&call) },
      Native(
        "complete",
        "device",
        "request",
        "start",
        "candidates",
        requires: .introspection,
        doc: "Internal: answers a request for completion with a list of `(text, description)`."
      ) { call throws(Raise) in
        let device = try call.device(0)
        guard call[1].isSmall, call[2].isSmall else { throw call.badarg }
        var candidates: [ShellCandidate] = []
        var rest = call[3]
        while rest.isCons, candidates.count < candidateLimit {
          guard rest.head.isTuple(of: 2) else { throw call.badarg }
          let text = rest.head.element(0)
          let description = rest.head.element(1)
          guard text.isBinary, description.isBinary else { throw call.badarg }
          candidates.append(
            ShellCandidate(
              String(decoding: Binaries.bytes(of: text), as: UTF8.self),
              description: String(decoding: Binaries.bytes(of: description), as: UTF8.self)
            )
          )
          rest = rest.tail
        }
        call.charge(candidates.count)
        device.complete(call[1].small, start: call[2].small, candidates: candidates)
        return .atom(.ok)
      },
      Native(
        "read_key",
        "device",
        "milliseconds",
        requires: .introspection,
        doc: "Internal: waits for a key without Enter: `(:key, text)`, `:timeout` or `:eof`."
      ) { call throws(Raise) in
        let device = try call.device(0)
        guard call[1].isSmall, call[1].small >= 0 else { throw call.badarg }
        let milliseconds = call[1].small
        let key: ShellKey? = call.awaiting {
          device.readKey(milliseconds: milliseconds, done: $0)
        }
        switch key {
        case nil: return .wait
        case .timeout: return .atom(.timeout)
        case .end: return .atom(.eof)
        case .key(let text): return try tagged(&call, "key", text)
        }
      },
      Native(
        "crash_text",
        "device",
        "class",
        "reason",
        "trace",
        requires: .introspection,
        doc: "Internal: the report of an exception as the device shows crashes."
      ) { call throws(Raise) in
        let device = try call.device(0)
        guard call[1].isAtom else { throw call.badarg }
        var report = CrashReport.make(
          call.context,
          kind: call.atoms.pointee.text(call[1].atom),
          reason: call[2],
          trace: call[3]
        )
        // It is not the process that has ended.
        report.process = ""
        report.name = nil
        if call[1] == .atom(.exit) { report.title = "exit" }
        let text = call.machine.pointee.hooks.renderCrash(report, device.traits.usesColor)
        call.charge(text.utf8.count / 16)
        return try call.binary(text)
      },
      Native(
        "close",
        "device",
        "status",
        requires: .introspection,
        doc: "Internal: ends the use of a device, whose command is to end with a status."
      ) { call throws(Raise) in
        guard call[0].isSmall, call[1].isSmall else { throw call.badarg }
        call.machine.pointee.devices.close(call[0].small, status: call[1].small)
        return .atom(.ok)
      },
      Native(
        "scripts",
        requires: .introspection,
        doc: "Internal: what the console's shell evaluates first, a list of `[name, text]`."
      ) { call throws(Raise) in
        let list = call.keep(.emptyList)
        for script in call.machine.pointee.devices.scripts.reversed() {
          let pair = call.keep(
            try call.list(of: [Array(script.name.utf8), Array(script.text.utf8)])
          )
          try call.reserve(2)
          call[list] = call.write { $0.cons(call[pair], call[list]) }
          call.live -= 2
        }
        return call[list]
      },
    ]
  )

  /// The most candidates that a device is given.
  private static let candidateLimit = 1_000

  private static func readStatement(_ call: inout NativeCall) throws(Raise) -> Term {
    let device = try call.device(0)
    let prompt = String(decoding: try call.text(1), as: UTF8.self)
    let continuation = String(decoding: try call.text(2), as: UTF8.self)
    let number = call[0].small
    let devices = call.machine.pointee.devices
    if call.continuation == nil, let typed = devices.takeTyped(at: number) {
      return try tagged(&call, "statement", typed)
    }
    let input: ShellInput? = call.awaiting { done in
      device.readStatement(prompt: prompt, continuation: continuation) { input in
        if case .statement(let text) = input { devices.keep(text, typedAt: number) }
        done(input)
      }
    }
    switch input {
    case nil: return .wait
    case .interrupted: return try call.atom("interrupted")
    case .end: return .atom(.eof)
    case .statement(let text):
      _ = devices.takeTyped(at: number)
      return try tagged(&call, "statement", text)
    }
  }

  private static func awaitEvent(_ call: inout NativeCall) throws(Raise) -> Term {
    let device = try call.device(0)
    let event: ShellEvent? = call.awaiting { device.awaitEvent($0) }
    switch event {
    case nil: return .wait
    case .interrupt: return try call.atom("interrupt")
    case .closed: return .atom(.closed)
    case .resize(let columns, let rows):
      let tag = try call.atom("resize")
      try call.reserve(4)
      return call.write { $0.tuple(tag, Term(small: columns), Term(small: rows)) }
    case .complete(let request, let text, let cursor):
      let tag = try call.atom("complete")
      let kept = call.keep(try call.binary(text))
      try call.reserve(5)
      return call.write {
        $0.tuple([tag, Term(small: request), call[kept], Term(small: cursor)])
      }
    }
  }

  private static func tagged(
    _ call: inout NativeCall,
    _ tag: String,
    _ text: String
  ) throws(Raise) -> Term {
    let tag = try call.atom(tag)
    let kept = call.keep(try call.binary(text))
    try call.reserve(3)
    return call.write { $0.tuple(tag, call[kept]) }
  }
}

extension NativeCall {
  /// The device whose number an argument is.
  fileprivate func device(_ index: Int) throws(Raise) -> any ShellDevice {
    guard self[index].isSmall, let device = machine.pointee.devices[self[index].small] else {
      throw badarg
    }
    return device
  }
}
