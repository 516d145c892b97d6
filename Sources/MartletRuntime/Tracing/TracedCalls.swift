/// What the instruction `traced` does: it stands where callers enter a function that is traced, and
/// where such a function returns to or raises through.
///
/// **Frames.** A call whose result is to be told has a frame of its own between the caller's and that
/// of the function, so that the function needs to know nothing of it:
///
/// ```
/// Y0  the catch of handler 0, which leads to the `traced` for exceptions
/// Y1  the address of the function's code
/// Y2  the reference of the trace
/// ```
///
/// A loop of tail calls has one such frame, not one for each turn.
enum TracedCalls {
  /// What the operand `a` says about an instruction's place.
  enum Place: Int {
    case entry
    case `return`
    case exception
  }

  /// The slots of such a frame.
  static let frameSize = 3
  /// How many frames above one another are searched for one of the same function.
  private static let searched = 16

  /// Runs the instruction at `pc`.
  @inline(never)
  static func run(_ context: ContextRef, _ pc: UnsafePointer<UInt64>) -> Cold.Next {
    switch Place(rawValue: Operands.a(pc)) {
    case .return: returned(context)
    case .exception: raised(context)
    default: entered(context, pc)
    }
  }

  private static func entered(_ context: ContextRef, _ pc: UnsafePointer<UInt64>) -> Cold.Next {
    let machine = context.pointee.machine
    let code = pc + Operands.long(pc)
    // Nil for those who were on their way here when the trace ended.
    guard let function = machine.pointee.traces.function(code) else { return code }
    let entry = function.entry.pointee
    var pending: [Term] = []
    for trace in function.traces {
      let goesOn = trace.tell(context) {
        let arguments = (0..<entry.arity - entry.captured).map {
          SystemEvents.shown(context.pointee.x[$0], context.pointee.scheduler)
        }
        return [
          .term(.atom(.call)),
          .tuple([.term(Term(entry.module)), .term(Term(entry.name)), .list(arguments)]),
        ]
      }
      if goesOn, trace.returns, !isPending(context, code, trace.reference) {
        pending.append(trace.reference)
      }
    }
    if pending.isEmpty { return code }
    let process = context.pointee.process
    let words = pending.count * (frameSize + 1)
    if process.pointee.top + (words + context.pointee.slack) > process.pointee.stack,
      !Cold.makeRoom(context, words, live: Operands.live(pc))
    {
      return nil
    }
    for reference in pending {
      let sp = process.pointee.stack - (frameSize + 1)
      sp[0] = UInt64(UInt(bitPattern: machine.pointee.code.tracedReturn))
      sp[1] = Term.catchTag
      sp[2] = UInt64(UInt(bitPattern: code))
      sp[3] = reference.bits
      process.pointee.stack = sp
    }
    return code
  }

  /// Whether the function has been called by a tail call of a function, itself say, whose result is
  /// its own and will be told.
  private static func isPending(
    _ context: ContextRef,
    _ code: UnsafePointer<UInt64>,
    _ reference: Term
  ) -> Bool {
    let returns = UInt64(UInt(bitPattern: context.pointee.machine.pointee.code.tracedReturn))
    var sp = context.pointee.process.pointee.stack
    for _ in 0..<searched {
      guard sp[0] == returns else { return false }
      if sp[2] == UInt64(UInt(bitPattern: code)), sp[3] == reference.bits { return true }
      sp += frameSize + 1
    }
    return true
  }

  private static func returned(_ context: ContextRef) -> Cold.Next {
    tellResult(context, .return, [context.pointee.x[0]])
    let sp = context.pointee.process.pointee.stack
    let next = UnsafePointer<UInt64>(bitPattern: UInt(sp[frameSize]))
    context.pointee.process.pointee.stack = sp + (frameSize + 1)
    return next
  }

  private static func raised(_ context: ContextRef) -> Cold.Next {
    let x = context.pointee.x
    tellResult(context, .exception, [x[0], x[1]])
    context.pointee.process.pointee.stack += frameSize
    return context.pointee.machine.pointee.code.tracedReraise
  }

  /// Tells what became of the call whose frame the stack begins with.
  private static func tellResult(
    _ context: ContextRef,
    _ kind: Atom.Known,
    _ result: [Term]
  ) {
    let traces = context.pointee.machine.pointee.traces
    let sp = context.pointee.process.pointee.stack
    guard let code = UnsafePointer<UInt64>(bitPattern: UInt(sp[1])),
      let function = traces.function(code),
      let trace = function.traces.first(where: { $0.reference.bits == sp[2] })
    else { return }
    let entry = function.entry.pointee
    let scheduler = context.pointee.scheduler
    _ = trace.tell(context) {
      let arity = entry.arity - entry.captured
      let shown = result.map { SystemEvents.shown($0, scheduler) }
      return [
        .term(.atom(kind)),
        .tuple([.term(Term(entry.module)), .term(Term(entry.name)), .number(arity)]),
        shown.count == 1 ? shown[0] : .tuple(shown),
      ]
    }
  }
}
