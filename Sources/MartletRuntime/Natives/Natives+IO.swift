extension NativeModule {
  /// Standard output, standard error and standard input.
  static let io = NativeModule(
    "IO",
    [
      Native(
        "write_bytes",
        "bytes",
        doc: """
          Writes a binary to standard output as it is. See `IO.write`.

          >> IO.write_bytes("")
          :ok
          """
      ) { call throws(Raise) in
        let bytes = try call.text(0)
        return call.print { $0.append(bytes) }
      },
      Native(
        "write_error_bytes",
        "bytes",
        doc: """
          Writes a binary to standard error, after all that was printed before. See `IO.warn`.

          >> IO.write_error_bytes("")
          :ok
          """
      ) { call throws(Raise) in
        let bytes = Array(try call.text(0))
        let output = call.output
        // Who sits at a shell has one screen for both, and a line there that is being edited.
        let isShell = call.device?.traits.isInteractive ?? false
        let errors = isShell ? output : call.machine.pointee.errors
        let written: Bool? = call.blocking {
          output.flush()
          _ = errors.append(bytes)
          errors.flush()
          return true
        }
        return written == nil ? .wait : .atom(.ok)
      },
      Native(
        "flush",
        doc: """
          Waits until everything printed has been written.

          >> IO.flush()
          :ok
          """
      ) { call throws(Raise) in
        let output = call.output
        let flushed: Bool? = call.blocking {
          output.flush()
          return true
        }
        return flushed == nil ? .wait : .atom(.ok)
      },
      Native(
        "read_line_bytes",
        requires: .input,
        doc: """
          `(:ok, line)` with the line's end, `:eof`, or `(:error, reason)`. See `IO.read_line`.
          """
      ) { call throws(Raise) in try call.readInput(.line) },
      Native(
        "read_chunk_bytes",
        "count",
        requires: .input,
        doc: """
          `(:ok, bytes)`, at least one and at most `count`, `:eof`, or `(:error, reason)`. See
          `IO.read_chunk`.
          """
      ) { call throws(Raise) in
        guard call[0].isSmall, call[0].small > 0 else { throw call.badarg }
        return try call.readInput(.chunk(call[0].small))
      },
      Native(
        "read_all_bytes",
        requires: .input,
        doc: """
          `(:ok, bytes)` with everything up to the end, `:eof`, or `(:error, reason)`. See
          `IO.read_all`.
          """
      ) { call throws(Raise) in try call.readInput(.all) },
      Native(
        "terminal?",
        doc: """
          Whether standard output is a terminal.

          >> is_boolean(IO.terminal?())
          true
          """
      ) { call throws(Raise) in Term(call.output.isTerminal) },
    ]
  )
}

extension NativeCall {
  /// Appends to standard output and waits when a write is due.
  ///
  /// The append happens in the first call only; the call is repeated when the write is done.
  mutating func print(_ append: (Output) -> Bool) -> Term {
    let output = output
    if continuation == nil {
      guard append(output) else { return .atom(.ok) }
      if output.isTerminal {
        output.flushIfPending()
        if output.isEmpty { return .atom(.ok) }
      }
    }
    let flushed: Bool? = blocking {
      output.flush()
      return true
    }
    return flushed == nil ? .wait : .atom(.ok)
  }

  fileprivate mutating func readInput(_ request: Input.Request) throws(Raise) -> Term {
    let input = input
    let output = output
    var reading = continuation == nil ? input.readBuffered(request) : nil
    if reading == nil {
      reading = blocking { input.read(request, after: output) }
      guard reading != nil else { return .wait }
    }
    switch reading {
    case .bytes(let bytes): return try ok(try binary(bytes))
    case .failed(let error): return try failure(error)
    case .end, nil: return .atom(.eof)
    }
  }
}
