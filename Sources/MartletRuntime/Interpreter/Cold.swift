import MartletBytecode

/// What the interpreter does seldom or at length: everything here is a call from the loop.
///
/// Each function finds the loop's state in the process and the context, and gives the place of the
/// next instruction, or nil with the reason in `context.leave`.
enum Cold {
  /// Where code goes on.
  typealias Next = UnsafePointer<UInt64>?

  /// Makes room on the heap; false when the process must end.
  @inline(never)
  static func makeRoom(_ context: ContextRef, _ words: Int, live: Int) -> Bool {
    if Collector.collect(context, need: words, live: live) { return true }
    Exit.killed(context, by: .heap_limit)
    return false
  }

  /// Notes that an exception is on its way.
  @discardableResult
  static func raised(_ context: ContextRef, _ raise: Raise) -> Next {
    if raise.class == .kill {
      Exit.killed(context, by: .heap_limit)
      return nil
    }
    context.pointee.raised = raise.class
    context.pointee.leave = .raise
    return nil
  }

  /// Raises an error whose reason is an atom.
  @discardableResult
  static func raised(_ context: ContextRef, _ reason: Atom.Known) -> Next {
    context.pointee.reason = .atom(reason)
    return raised(context, Raise(class: .error))
  }

  /// Lets the process give up its scheduler before the instruction at `pc`, which runs again.
  static func again(
    _ context: ContextRef,
    _ pc: UnsafePointer<UInt64>,
    _ leave: Leave,
    live: Int
  ) -> Next {
    context.pointee.process.pointee.pc = pc
    context.pointee.leave = leave
    context.pointee.leaveLive = live
    return nil
  }
}

// MARK: - Natives

extension Cold {
  /// Calls a native function; the result may be one of the special words.
  @inline(never)
  static func native(
    _ context: ContextRef,
    _ number: Int,
    first: Int,
    count: Int,
    live: Int
  ) -> Term {
    let entry = context.pointee.natives + number
    var call = NativeCall(context: context, first: first, count: count, live: live)
    // Charged afterwards: a native that works in steps must find something left for the first.
    defer { context.pointee.reductions &-= 1 }
    do {
      return try entry.pointee.run(&call)
    } catch {
      raised(context, error)
      return .none
    }
  }

  /// Goes on after a native that did not give a value; `result` says why.
  @inline(never)
  static func special(
    _ context: ContextRef,
    _ pc: UnsafePointer<UInt64>,
    _ result: Term
  ) -> Next {
    switch result {
    case .yield: return again(context, pc, .yield, live: Operands.live(pc))
    case .wait: return again(context, pc, .wait, live: Operands.live(pc))
    default: return nil
    }
  }

  /// Arithmetic and natives in guards: what would raise jumps.
  @inline(never)
  static func inGuard(_ context: ContextRef, _ pc: UnsafePointer<UInt64>) -> Next {
    let x = context.pointee.x
    let live = Operands.live(pc)
    let result: Term
    let target: Int
    if Operands.opcode(pc) == .guardNative {
      let number = Int(pc[1])
      target = Operands.signedC(pc)
      let count = context.pointee.natives[number].arity
      result = native(context, number, first: Operands.b(pc), count: count, live: live)
    } else {
      target = Int(Int16(truncatingIfNeeded: pc[1] >> 16))
      let operation = Opcode(rawValue: UInt8(truncatingIfNeeded: pc[1])) ?? .add
      result = compute(
        context,
        operation,
        x[Operands.b(pc)],
        x[Operands.c(pc)],
        live: live
      )
    }
    if result == .none {
      if context.pointee.leave == .exit { return nil }
      context.pointee.reason = .nil
      return pc + target
    }
    x[Operands.a(pc)] = result
    return pc + 2
  }
}

// MARK: - Arithmetic and comparison

extension Cold {
  /// The general case of an arithmetic instruction.
  @inline(never)
  static func arithmetic(_ context: ContextRef, _ pc: UnsafePointer<UInt64>) -> Next {
    let x = context.pointee.x
    let opcode = Operands.opcode(pc).alone
    let left = x[Operands.b(pc)]
    let result: Term
    if opcode == .addImmediate {
      let right = Term(small: Operands.signedC(pc))
      result = compute(context, .add, left, right, live: Operands.live(pc))
    } else if opcode == .negate || opcode == .bitNot {
      result = compute(context, opcode, left, left, live: Operands.live(pc))
    } else {
      result = compute(context, opcode, left, x[Operands.c(pc)], live: Operands.live(pc))
    }
    if result == .none { return nil }
    x[Operands.a(pc)] = result
    return pc + 1
  }

  /// Computes; floats first, since they are boxed and always come this way.
  @inline(__always)
  private static func compute(
    _ context: ContextRef,
    _ opcode: Opcode,
    _ left: Term,
    _ right: Term,
    live: Int
  ) -> Term {
    var call = NativeCall(context: context, first: 0, count: 0, live: live)
    do {
      if left.isFloat && right.isFloat {
        switch opcode {
        case .add: return try call.float(left.float + right.float)
        case .subtract: return try call.float(left.float - right.float)
        case .multiply: return try call.float(left.float * right.float)
        case .divide where right.float != 0: return try call.float(left.float / right.float)
        default: break
        }
      }
      if opcode == .negate || opcode == .bitNot {
        return try Arithmetic.unary(opcode, left, &call)
      }
      return try Arithmetic.binary(opcode, left, right, &call)
    } catch {
      raised(context, error)
      return .none
    }
  }

  /// The general case of a comparison of two registers.
  @inline(never)
  static func compare(_ context: ContextRef, _ pc: UnsafePointer<UInt64>) -> Next {
    let left = context.pointee.x[Operands.a(pc)]
    let right = context.pointee.x[Operands.b(pc)]
    let opcode = Operands.opcode(pc)
    let truth: Truth
    switch opcode {
    case .ifEqual, .ifNotEqual: truth = TermOrder.equal(left, right, context)
    case .ifExactlyEqual, .ifNotExactlyEqual:
      truth = TermOrder.exactlyEqual(left, right, context)
    default: truth = TermOrder.less(left, right, context)
    }
    let negated =
      opcode == .ifNotEqual || opcode == .ifNotExactlyEqual || opcode == .ifGreaterOrEqual
    switch truth {
    case .yes: return negated ? pc + Operands.signedC(pc) : pc + 1
    case .no: return negated ? pc + 1 : pc + Operands.signedC(pc)
    case .yielded: return again(context, pc, .yield, live: Operands.live(pc))
    }
  }

  /// The comparison of what is no small integer with one.
  @inline(never)
  static func compareImmediate(_ context: ContextRef, _ pc: UnsafePointer<UInt64>) -> Bool {
    let order = TermOrder.compare(
      context.pointee.x[Operands.a(pc)],
      Term(small: Operands.signedB(pc)),
      context.pointee.atoms
    )
    switch Operands.opcode(pc) {
    case .ifEqualImmediate: return order == 0
    case .ifNotEqualImmediate: return order != 0
    case .ifLessImmediate: return order < 0
    case .ifGreaterOrEqualImmediate: return order >= 0
    case .ifGreaterImmediate: return order > 0
    default: return order <= 0
    }
  }
}

// MARK: - Maps, strings and binaries

extension Cold {
  /// The instructions that build something of variable size.
  @inline(never)
  static func build(_ context: ContextRef, _ pc: UnsafePointer<UInt64>) -> Next {
    let x = context.pointee.x
    let live = Operands.live(pc)
    let a = Operands.a(pc)
    let b = Operands.b(pc)
    do {
      switch Operands.opcode(pc) {
      case .makeMap:
        x[a] = try Maps.make(context, pairs: pc + 1, count: b, live: live)
        return pc + (1 + (b * 2 + 3) / 4)
      case .updateMap:
        let count = Operands.c(pc)
        x[a] = try Maps.update(context, map: b, pairs: pc + 1, count: count, live: live)
        return pc + (1 + (count * 2 + 3) / 4)
      case .putKey:
        x[a] = try Maps.put(context, first: b, PutWord(bits: pc[1]), live: live)
        return pc + 2
      case .getKey:
        x[a] = try Maps.get(context, map: x[b], key: Term(bits: pc[1]), live: live)
        return pc + 2
      case .index:
        x[a] = try Maps.index(context, map: x[b], key: x[Operands.c(pc)], live: live)
        return pc + 1
      case .concatenate:
        x[a] = try Binaries.concatenate(context, b, Operands.c(pc), live: live)
        return pc + 1
      case .buildString:
        x[a] = try Binaries.buildString(context, pc + 1, count: b, live: live)
        return pc + (1 + (b + 3) / 4)
      default:
        x[a] = try Binaries.buildBinary(context, segments: pc + 1, count: b, live: live)
        return pc + (1 + b)
      }
    } catch {
      return raised(context, error)
    }
  }

  /// Reads a field of a binary; the position moves on when it matches.
  ///
  /// The common cases are in ``BinaryFields``; whatever it leaves to this comes here, also fields
  /// that do not match.
  @inline(never)
  static func matchField(_ context: ContextRef, _ pc: UnsafePointer<UInt64>) -> Next {
    let x = context.pointee.x
    // The parts of a sequence run alone.
    if Operands.opcode(pc) == .byteAndRest {
      x[Operands.a(pc)] = Term(small: Operands.long(pc))
      return pc + 1
    }
    let miss = pc + Operands.signedC(pc)
    if Operands.opcode(pc) == .ifBinaryByteAndRest {
      return x[Operands.a(pc)].isBinary ? pc + 1 : miss
    }
    guard let field = BinaryField(word: pc[1]), x[Int(field.position)].isSmall else { return miss }
    let binary = x[Operands.b(pc)]
    let position = x[Int(field.position)].small
    let live = Operands.live(pc)
    do {
      let value: Term?
      var size = 0
      if Operands.opcode(pc) == .matchUtf8 {
        guard let (scalar, width) = Binaries.utf8(Binaries.bytes(of: binary), bit: position)
        else { return miss }
        value = Term(small: scalar)
        size = width
      } else {
        let left = Binaries.count(binary) * 8 - position
        guard let bits = Binaries.fieldSize(field, x, left: left) else { return miss }
        size = bits
        switch Operands.opcode(pc) {
        case .matchInteger:
          value = try Binaries.integer(
            context,
            binary: binary,
            bit: position,
            size: bits,
            flags: field.flags,
            live: live
          )
        case .matchFloat:
          value = try Binaries.float(
            context,
            binary: binary,
            bit: position,
            size: bits,
            flags: field.flags,
            live: live
          )
        default:
          value = try Binaries.bytes(
            context,
            binary: binary,
            bit: position,
            size: bits,
            live: live
          )
        }
      }
      guard let value else { return miss }
      x[Int(field.position)] = Term(small: position + size)
      x[Operands.a(pc)] = value
      return pc + 2
    } catch {
      return raised(context, error)
    }
  }

  /// The parts of a binary pattern that make no term.
  @inline(never)
  static func matchWithoutHeap(
    _ context: ContextRef,
    _ pc: UnsafePointer<UInt64>
  ) -> UnsafePointer<UInt64> {
    let x = context.pointee.x
    let miss = pc + Operands.signedC(pc)
    let binary = x[Operands.b(pc)]
    switch Operands.opcode(pc) {
    case .matchEnd:
      return x[Operands.a(pc)] == Term(small: Binaries.count(binary) * 8) ? pc + 1 : miss
    case .matchLiteral:
      let position = x[Operands.a(pc)].small
      let literal = Term(bits: pc[1])
      guard Binaries.matches(binary: binary, bit: position, literal: literal) else { return miss }
      x[Operands.a(pc)] = Term(small: position + Binaries.count(literal) * 8)
      return pc + 2
    default:
      guard let field = BinaryField(word: pc[1]), x[Int(field.position)].isSmall else {
        return miss
      }
      let position = x[Int(field.position)].small
      let left = Binaries.count(binary) * 8 - position
      guard let size = Binaries.fieldSize(field, x, left: left) else { return miss }
      x[Int(field.position)] = Term(small: position + size)
      return pc + 2
    }
  }
}

// MARK: - Raising

extension Cold {
  /// `raiseError`, `functionClause` and `reraise`.
  @inline(never)
  static func raise(_ context: ContextRef, _ pc: UnsafePointer<UInt64>) {
    let x = context.pointee.x
    switch Operands.opcode(pc) {
    case .functionClause: raised(context, .function_clause)
    case .reraise:
      context.pointee.reason = x[Operands.b(pc)]
      let raised: Raise.Class =
        x[Operands.a(pc)] == .atom(.throw)
        ? .throw : x[Operands.a(pc)] == .atom(.exit) ? .exit : .error
      self.raised(context, Raise(class: raised))
    default:
      var call = NativeCall(context: context, first: 0, count: 0, live: Operands.live(pc))
      let value = x[Operands.b(pc)]
      switch ErrorKind(rawValue: UInt16(Operands.a(pc))) ?? .value {
      case .badMatch: raised(context, call.error(.badmatch, value))
      case .matchClause: raised(context, call.error(.match_clause, value))
      case .badGenerator: raised(context, call.error(.bad_generator, value))
      case .value: raised(context, call.error(value))
      }
    }
  }
}
