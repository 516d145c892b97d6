/// Where a process is, as a list of frames.
enum Backtrace {
  /// One frame: a function and a line of its source.
  struct Frame {
    let module: Atom
    let function: Atom
    let arity: Int
    let file: String
    let line: Int
  }

  /// The address of the instruction at `pc` and the return addresses above it.
  ///
  /// The size of the frame at `pc` is known to the code, that of the others stands in the word
  /// before each return address; so the walk is exact.
  static func addresses(
    _ machine: MachineRef,
    _ process: ProcessRef,
    _ pc: UnsafePointer<UInt64>,
    limit: Int
  ) -> [UInt] {
    var result = [UInt(bitPattern: pc)]
    let code = machine.pointee.code
    var size = code.locate(pc).map { $0.module.frameSize(at: $0.offset) } ?? 0
    var sp = process.pointee.stack + size
    while sp < process.pointee.heapEnd, result.count < limit {
      let address = UInt(sp[0])
      if address == UInt(bitPattern: code.end) { break }
      guard let back = UnsafePointer<UInt64>(bitPattern: address) else { break }
      if back != code.tracedReturn { result.append(address) }
      size = Operands.a(back - 1)
      sp += 1 + size
    }
    return result
  }

  /// The frame of an address; `isReturn` says that it is where a call returns to.
  static func frame(_ machine: MachineRef, _ address: UInt, isReturn: Bool) -> Frame? {
    guard let pc = UnsafePointer<UInt64>(bitPattern: address),
      let (module, offset) = machine.pointee.code.locate(isReturn ? pc - 1 : pc),
      let number = module.function(at: offset)
    else { return nil }
    let entry = module.functions[number]
    return Frame(
      module: entry.module,
      function: entry.name,
      arity: entry.arity - entry.captured,
      file: module.bytecode.file,
      line: module.bytecode.line(at: offset) ?? 0
    )
  }

  /// The trace of the exception caught last, or on its way, as a list of
  /// `(module, function, arity or arguments, %{file: f, line: n})`.
  static func list(_ call: NativeCall) throws(Raise) -> Term {
    var call = call
    let machine = call.machine
    let trace = call.process.pointee.trace
    guard trace.isTuple else { return .emptyList }
    var frames: [Frame] = []
    for index in 1..<trace.tupleCount {
      if let frame = frame(machine, UInt(trace.word(index)), isReturn: index > 1) {
        frames.append(frame)
      }
    }
    let result = call.keep(.emptyList)
    // What the exception is about belongs to the first frame, or is one of its own.
    let isOwn = trace.element(0).isList
    for (index, frame) in frames.enumerated().reversed() {
      let file = call.keep(try call.binary(frame.file))
      try call.reserve(5 + 5 + 2)
      call[result] = call.write { writer in
        let place = location(&writer, call[file], frame.line)
        let subject = call.process.pointee.trace.element(0)
        let shown = index == 0 && isOwn ? subject : Term(small: frame.arity)
        return writer.cons(
          writer.tuple([Term(frame.module), Term(frame.function), shown, place]),
          call[result]
        )
      }
      call.live -= 1
    }
    if call.process.pointee.trace.element(0).isTuple {
      try call.reserve(5 + 2 + 1)
      call[result] = call.write { writer in
        let subject = call.process.pointee.trace.element(0)
        let nowhere = Term(box: writer.box(.smallMap, size: 0))
        return writer.cons(
          writer.tuple([subject.element(0), subject.element(1), subject.element(2), nowhere]),
          call[result]
        )
      }
    }
    return call[result]
  }

  /// `%{file: f, line: n}`.
  private static func location(_ writer: inout HeapWriter, _ file: Term, _ line: Int) -> Term {
    let box = writer.box(.smallMap, size: 4)
    box[1] = Term.atom(.file).bits
    box[2] = Term.atom(.line).bits
    box[3] = file.bits
    box[4] = Term(small: line).bits
    return Term(box: box)
  }
}
