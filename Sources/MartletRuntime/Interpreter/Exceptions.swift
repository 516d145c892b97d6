import MartletBytecode

/// Exceptions: recording where they were raised and finding who handles them.
enum Exceptions {
  /// The most return addresses that a trace keeps.
  static let depthLimit = 8

  /// Finds the handler of the exception that the instruction at `pc` raised, and cuts the stack to
  /// its frame; nil when there is none and the process ends.
  @inline(never)
  static func unwind(
    _ context: ContextRef,
    _ pc: UnsafePointer<UInt64>
  ) -> UnsafePointer<UInt64>? {
    let process = context.pointee.process
    if Operands.opcode(pc) != .reraise || process.pointee.trace == .nil {
      guard record(context, pc) else {
        Exit.killed(context, by: .heap_limit)
        return nil
      }
    }
    context.pointee.undefined = nil
    let x = context.pointee.x
    var slot = process.pointee.stack
    let end = process.pointee.heapEnd
    while slot < end {
      let word = Term(bits: slot[0])
      if word.isCatch {
        let handler = innermost(context, Int(word.bits >> 8), slot)
        let base = slot - context.pointee.machine.pointee.code.handlers[Int(word.bits >> 8)].slot
        base[handler.slot] = 0
        process.pointee.stack = base
        x[0] = .atom(name(of: context.pointee.raised))
        x[1] = context.pointee.reason
        context.pointee.reason = .nil
        context.pointee.reductions &-= 1
        return handler.pc
      }
      slot += 1
    }
    uncaught(context)
    return nil
  }

  /// Of the handlers that stand in one frame, the one that was entered last; `slot` holds one.
  private static func innermost(
    _ context: ContextRef,
    _ number: Int,
    _ slot: UnsafeMutablePointer<UInt64>
  ) -> Handler {
    let handlers = context.pointee.machine.pointee.code.handlers
    let found = handlers[number]
    let base = slot - found.slot
    let first = number - found.index
    var index = found.count - 1
    while index > found.index {
      let inner = handlers[first + index]
      let word = Term(bits: base[inner.slot])
      if word.isCatch && Int(word.bits >> 8) == first + index { return inner }
      index -= 1
    }
    return found
  }

  private static func name(of raised: Raise.Class) -> Atom.Known {
    switch raised {
    case .error, .kill: .error
    case .exit: .exit
    case .throw: .throw
    }
  }

  // MARK: The trace

  /// Keeps where the exception was raised: a tuple of what the first frame is about and the raw
  /// addresses of the frames, which the collector takes for small integers.
  private static func record(_ context: ContextRef, _ pc: UnsafePointer<UInt64>) -> Bool {
    let process = context.pointee.process
    let (first, count, function) = callee(context, pc)
    let call = NativeCall(context: context, first: first, count: count, live: first + count)
    do {
      try call.reserve(2 * count + 4 + depthLimit + 4)
    } catch { return false }
    let subject: Term = call.write { writer in
      guard count > 0 || function != nil else { return .nil }
      var arguments = Term.emptyList
      for index in (0..<count).reversed() { arguments = writer.cons(call[index], arguments) }
      guard let function else { return arguments }
      return writer.tuple(Term(function.module), Term(function.name), arguments)
    }
    let frames = Backtrace.addresses(context.pointee.machine, process, pc, limit: depthLimit)
    process.pointee.trace = call.write { writer in
      let box = writer.box(.tuple, size: frames.count + 1)
      box[1] = subject.bits
      for (index, address) in frames.enumerated() { box[index + 2] = UInt64(address) }
      return Term(box: box)
    }
    return true
  }

  /// The arguments that the trace's first frame shows, by register, and the function they were for
  /// when it is not the one at `pc`.
  private static func callee(
    _ context: ContextRef,
    _ pc: UnsafePointer<UInt64>
  ) -> (first: Int, count: Int, function: (module: Atom, name: Atom)?) {
    if let export = context.pointee.undefined {
      return (0, export.pointee.arity, (export.pointee.module, export.pointee.function))
    }
    switch Operands.opcode(pc) {
    case .functionClause: return (0, Operands.live(pc), nil)
    case .native, .tupleElement, .putKey:
      let isPut = Operands.opcode(pc) == .putKey
      let entry = context.pointee.natives + (isPut ? PutWord(bits: pc[1]).native : Int(pc[1]))
      // Those that only raise what they are given are not shown themselves.
      if Atom.Known.isRaiser(entry.pointee.name) && entry.pointee.module == Atom(.Kernel) {
        return (0, 0, nil)
      }
      return (
        Operands.b(pc), Operands.c(pc), (entry.pointee.module, entry.pointee.name)
      )
    default: return (0, 0, nil)
    }
  }

  // MARK: Nobody handles it

  /// Ends the process: the exit reason carries the trace where the class asks for it.
  private static func uncaught(_ context: ContextRef) {
    let raised = context.pointee.raised
    guard raised != .exit else {
      Exit.end(context, context.pointee.reason)
      return
    }
    let call = NativeCall(context: context, first: 0, count: 0, live: 0)
    do {
      let trace = try Backtrace.list(call)
      context.pointee.x[0] = trace
      let kept = NativeCall(context: context, first: 0, count: 1, live: 1)
      try kept.reserve(6)
      let reason = context.pointee.reason
      Exit.end(
        context,
        kept.write { writer in
          raised == .throw
            ? writer.tuple(writer.tuple(.atom(.nocatch), reason), kept[0])
            : writer.tuple(reason, kept[0])
        }
      )
      SystemEvents.crashed(context, raised)
    } catch {
      Exit.killed(context, by: .heap_limit)
    }
  }
}

extension Atom.Known {
  /// Whether an atom is the name of a native that only raises.
  static func isRaiser(_ atom: Atom) -> Bool {
    atom == Atom(.throw) || atom == Atom(.exit)
  }
}
