extension NativeModule {
  /// What every program prints with.
  static let kernelPrint = NativeModule(
    "Kernel",
    [
      Native(
        "print",
        "value",
        doc: """
          Writes a value and a newline to standard output: a string as it is, anything else as
          `inspect` shows it.

          >> print("")
          :ok
          """
      ) { call throws(Raise) in
        if call[0].isBinary {
          let bytes = Binaries.bytes(of: call[0])
          return call.print { $0.append(bytes, terminator: Printing.newline) }
        }
        return try Printing.print(&call, isList: false)
      },
      Native(
        "print_values",
        "values",
        doc: """
          Writes the values of a list, separated by spaces, and a newline. It is what `print` with
          several arguments is.

          >> Kernel.print_values([""])
          :ok
          """
      ) { call throws(Raise) in try Printing.print(&call, isList: true) },
    ]
  )
}

/// Printing of values that are no strings, in steps.
private enum Printing {
  static let newline = UInt8(ascii: "\n")
  private static let space: StaticString = " "

  static func print(_ call: inout NativeCall, isList: Bool) throws(Raise) -> Term {
    // The text was appended in an earlier call; this one only waits for the write.
    if let continuation = call.continuation, !(continuation is Inspector.State) {
      return call.print { _ in false }
    }
    var inspector: Inspector
    var rest: Term
    if let state = call.continuation as? Inspector.State, let last = state.terms.last {
      inspector = state.resumed()
      rest = last
    } else {
      inspector = Inspector(atoms: call.atoms)
      rest = isList ? call[0] : .emptyList
      if !isList { inspector.begin(call[0]) }
    }
    while true {
      var steps = 1_000
      let isWritten = inspector.run(&steps)
      call.charge((1_000 - steps) / 4 + 1)
      if isWritten {
        guard rest.isCons else { break }
        if rest != call[0] { space.withUTF8Buffer { inspector.appendRaw($0) } }
        if rest.head.isBinary {
          inspector.appendRaw(Binaries.bytes(of: rest.head))
        } else {
          inspector.begin(rest.head)
        }
        rest = rest.tail
      }
      if call.reductionsLeft <= 0 {
        do throws(Raise) {
          try Collector.checkGathered(call.context, inspector.bytes.count)
        } catch {
          call.finish()
          throw error
        }
        let state = Inspector.State(inspector)
        state.terms.append(rest)
        return call.yield(state)
      }
    }
    call.finish()
    let bytes = inspector.bytes
    return call.print { output in
      bytes.withUnsafeBufferPointer { output.append($0, terminator: newline) }
    }
  }
}
