extension NativeModule {
  /// What the processes do that the host has started; `stdlib/host.mt` has the rest.
  static let host = NativeModule(
    "Host",
    [
      Native(
        "finish",
        "value",
        doc: "Internal: gives the host the value that the process was started for."
      ) { call throws(Raise) in
        guard let tie = call.process.pointee.rare?.pointee.tie else { throw call.badarg }
        let limit = call.machine.pointee.limits.maxValueBytes
        guard let value = try call.readValue(0, limit: limit) else { return .yield }
        tie.finished(value)
        return .nil
      },
      Native(
        "turn",
        doc: """
          Internal: what the process that stands for the host is to do next: `:receive`, or a tuple
          that asks for something.
          """
      ) { call throws(Raise) in
        let port = try call.port
        if call.continuation == nil, let command = port.poll() { return try call.term(command) }
        guard let command: Value = call.awaiting({ port.awaitTurn($0) }) else { return .wait }
        return try call.term(command)
      },
      Native(
        "deliver",
        "message",
        doc: "Internal: gives the host a message."
      ) { call throws(Raise) in
        let port = try call.port
        let limit = call.machine.pointee.limits.maxValueBytes
        guard let value = try call.readValue(0, limit: limit) else { return .yield }
        port.deliver(value)
        return .nil
      },
      Native(
        "answer",
        "number",
        "value",
        doc: "Internal: tells the host what came of what it asked for."
      ) { call throws(Raise) in
        guard call[0].isSmall else { throw call.badarg }
        try call.port.answer(call[0].small, call.value(1))
        return .nil
      },
    ]
  )
}

extension NativeCall {
  /// The host's end of the process that makes the call.
  fileprivate var port: HostPort {
    get throws(Raise) {
      guard let port = process.pointee.rare?.pointee.tie as? HostPort else { throw badarg }
      return port
    }
  }
}
