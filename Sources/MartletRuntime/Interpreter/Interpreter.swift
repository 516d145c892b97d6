// Longer than other files: the loop is one idea, and one switch.
import MartletBytecode

/// The interpreter of the bytecode.
///
/// **Model.** The state of the running process is in locals: `pc`, the stack pointer `sp`, the heap
/// top `top` and the reductions left. X registers are memory of the context. What is small and
/// frequent is done in the loop; everything else is a function that is never inlined, so that the
/// loop stays one leaf without spills. An exhaustive switch over an enum made by a bit cast is
/// about 20 % faster than one with a `default`.
///
/// **Rules for editors of the loop.**
/// 1. Before a call that may collect, raise or look at the process: `save`; afterwards: `restore`.
/// 2. Nothing is written to a register before the last point where the instruction may raise or
///    yield: it may be run again.
/// 3. No closures, no nested functions: captured locals would live in memory. What several
///    instructions share is an inlined function with `inout` arguments, in `Interpreter+Steps`.
/// 4. Write a conditional jump as a jump inside the taken arm; `pc += c ? a : b` becomes a
///    conditional move, which costs 2.3 times as much in loops.
/// 5. Compare pointers with `<`: the other operators are generic functions that are called (1.5 % of
///    list operations, and every register that the call may overwrite).
/// 6. Look at the disassembly for `swift_retain`, `swift_beginAccess` and calls in hot cases.
enum Interpreter {
  /// Runs the context's process until it waits, ends or has used its slice.
  static func run(_ context: ContextRef) -> Outcome {
    let x = context.pointee.x
    let f = context.pointee.f
    let slack = context.pointee.slack
    let emptySlot = context.pointee.emptySlot
    let process = context.pointee.process
    restoreRegisters(context)
    var pc = process.pointee.pc
    var sp = process.pointee.stack
    var top = process.pointee.top
    var reductions = context.pointee.reductions

    if process.pointee.flags.contains(.continues) { Cold.settle(context, pc) }

    while true {
      // Leaves the inner loop with the reason in `context.leave`.
      straight: while true {
        switch Operands.opcode(pc) {
        // MARK: Moves
        case .move:
          move(x, &pc)
        case .swap:
          let first = x[Operands.a(pc)]
          x[Operands.a(pc)] = x[Operands.b(pc)]
          x[Operands.b(pc)] = first
          pc += 1
        case .loadInteger:
          x[Operands.a(pc)] = Term(small: Operands.long(pc))
          pc += 1
        case .loadLiteral:
          x[Operands.a(pc)] = Term(bits: pc[1])
          pc += 2
        case .getSlot:
          getSlot(x, &pc, sp)
        case .putSlot:
          putSlot(x, &pc, sp)
        case .clearSlot:
          sp[Operands.a(pc)] = 0
          pc += 1

        // MARK: Frames, calls and jumps
        case .allocate:
          guard allocate(context, x, &pc, &sp, &top, &reductions, slack, emptySlot) else {
            break straight
          }
        case .testHeap:
          guard testHeap(context, &pc, &sp, &top, &reductions, slack) else { break straight }
        case .returnValue:
          returnValue(&pc, &sp)
        case .call:
          guard call(context, &pc, &sp, top, &reductions) else { break straight }
        case .tailCall:
          guard tailCall(context, &pc, &sp, top, &reductions) else { break straight }
        case .callRemote:
          let export = ExportRef(bitPattern: UInt(pc[1])).unsafelyUnwrapped
          // Acquire costs nothing here; it pairs with the release that published the code.
          guard
            let code = UnsafePointer<UInt64>(
              bitPattern: export.pointee.code.load(ordering: .acquiring)
            )
          else {
            save(context, sp, top, reductions)
            guard let next = Cold.undefined(context, pc, export, Operands.live(pc)) else {
              break straight
            }
            pc = next
            restore(context, &sp, &top, &reductions)
            continue straight
          }
          sp -= 1
          sp[0] = UInt64(UInt(bitPattern: pc + 3))
          let arity = Operands.live(pc)
          pc = code
          reductions = reductions &- 1
          if reductions <= 0 {
            yield(context, pc, arity)
            save(context, sp, top, reductions)
            break straight
          }
        case .tailCallRemote:
          let export = ExportRef(bitPattern: UInt(pc[1])).unsafelyUnwrapped
          guard
            let code = UnsafePointer<UInt64>(
              bitPattern: export.pointee.code.load(ordering: .acquiring)
            )
          else {
            save(context, sp, top, reductions)
            guard let next = Cold.undefined(context, pc, export, Operands.live(pc)) else {
              break straight
            }
            pc = next
            restore(context, &sp, &top, &reductions)
            continue straight
          }
          sp += Operands.a(pc)
          let arity = Operands.live(pc)
          pc = code
          reductions = reductions &- 1
          if reductions <= 0 {
            yield(context, pc, arity)
            save(context, sp, top, reductions)
            break straight
          }
        case .callClosure, .tailCallClosure:
          let arity = Operands.live(pc)
          let function = x[arity]
          if function.isBox
            && function.header.bits & 0xFFFF
              == UInt64(arity) << 8 | BoxKind.closure.rawValue << 4 | BoxHeader.tag
          {
            let entry = UnsafePointer<FunctionEntry>(bitPattern: UInt(function.word(0)))
              .unsafelyUnwrapped
            let captured = function.header.size &- 1
            var index = 0
            while index < captured {
              x[arity &+ index] = function.element(index &+ 1)
              index = index &+ 1
            }
            if Operands.opcode(pc) == .callClosure {
              sp -= 1
              sp[0] = UInt64(UInt(bitPattern: pc + 1))
            } else {
              sp += Operands.a(pc)
            }
            pc = entry.pointee.code
            reductions = reductions &- 1
            if reductions <= 0 {
              yield(context, pc, arity &+ captured)
              save(context, sp, top, reductions)
              break straight
            }
          } else {
            guard detour(context, &pc, &sp, &top, &reductions, Cold.callValue) else {
              break straight
            }
          }
        case .callDynamic, .tailCallDynamic, .apply, .tailApply, .traced:
          guard detour(context, &pc, &sp, &top, &reductions, Cold.dynamicCall) else {
            break straight
          }
        case .tupleElement:
          let tuple = x[Operands.b(pc)]
          let place = x[Operands.b(pc) &+ 1]
          if tuple.isTuple && place.isSmall
            && UInt(bitPattern: place.small) < UInt(bitPattern: tuple.tupleCount)
          {
            x[Operands.a(pc)] = tuple.element(place.small)
            pc += 2
            continue straight
          }
          fallthrough
        case .native:
          save(context, sp, top, reductions)
          let result = Cold.native(
            context,
            Int(pc[1]),
            first: Operands.b(pc),
            count: Operands.c(pc),
            live: Operands.live(pc)
          )
          if result.isSpecial {
            guard let next = Cold.special(context, pc, result) else { break straight }
            pc = next
          } else {
            x[Operands.a(pc)] = result
            pc += 2
          }
          restore(context, &sp, &top, &reductions)
        case .frame:
          // The word that every process's stack ends with: its function has returned.
          save(context, sp, top, reductions)
          Exit.normally(context)
          break straight
        case .jump:
          pc += Operands.long(pc)

        // MARK: Arithmetic
        case .add:
          if let sum = smallSum(x, pc) {
            x[Operands.a(pc)] = sum
            pc += 1
            continue straight
          }
          if let end = Floats.add(x, pc, top, sp, slack) {
            top = end
            pc += 1
            continue straight
          }
          guard detour(context, &pc, &sp, &top, &reductions, Cold.arithmetic) else {
            break straight
          }
        case .subtract:
          let left = x[Operands.b(pc)].bits
          let right = x[Operands.c(pc)].bits
          if (left | right) & 3 == 0 {
            let (difference, overflow) = Int64(bitPattern: left).subtractingReportingOverflow(
              Int64(bitPattern: right)
            )
            if !overflow {
              x[Operands.a(pc)] = Term(bits: UInt64(bitPattern: difference))
              pc += 1
              continue straight
            }
          }
          if let end = Floats.subtract(x, pc, top, sp, slack) {
            top = end
            pc += 1
            continue straight
          }
          guard detour(context, &pc, &sp, &top, &reductions, Cold.arithmetic) else {
            break straight
          }
        case .multiply:
          let left = x[Operands.b(pc)].bits
          let right = x[Operands.c(pc)].bits
          if (left | right) & 3 == 0 {
            let (product, overflow) = (Int64(bitPattern: left) >> 2)
              .multipliedReportingOverflow(by: Int64(bitPattern: right))
            if !overflow {
              x[Operands.a(pc)] = Term(bits: UInt64(bitPattern: product))
              pc += 1
              continue straight
            }
          }
          if let end = Floats.multiply(x, pc, top, sp, slack) {
            top = end
            pc += 1
            continue straight
          }
          guard detour(context, &pc, &sp, &top, &reductions, Cold.arithmetic) else {
            break straight
          }
        case .quotient:
          let left = x[Operands.b(pc)]
          let right = x[Operands.c(pc)]
          // Division by -1 may overflow, by 0 raises: both are for the general case.
          if (left.bits | right.bits) & 3 == 0 && UInt64(bitPattern: Int64(right.small)) &+ 1 > 1 {
            x[Operands.a(pc)] = Term(small: left.small / right.small)
            pc += 1
            continue straight
          }
          guard detour(context, &pc, &sp, &top, &reductions, Cold.arithmetic) else {
            break straight
          }
        case .remainder:
          let left = x[Operands.b(pc)]
          let right = x[Operands.c(pc)]
          if (left.bits | right.bits) & 3 == 0 && UInt64(bitPattern: Int64(right.small)) &+ 1 > 1 {
            x[Operands.a(pc)] = Term(small: left.small % right.small)
            pc += 1
            continue straight
          }
          guard detour(context, &pc, &sp, &top, &reductions, Cold.arithmetic) else {
            break straight
          }
        case .bitAnd:
          let left = x[Operands.b(pc)].bits
          let right = x[Operands.c(pc)].bits
          if (left | right) & 3 == 0 {
            x[Operands.a(pc)] = Term(bits: left & right)
            pc += 1
            continue straight
          }
          guard detour(context, &pc, &sp, &top, &reductions, Cold.arithmetic) else {
            break straight
          }
        case .divide:
          if let end = Floats.divide(x, pc, top, sp, slack) {
            top = end
            pc += 1
            continue straight
          }
          guard detour(context, &pc, &sp, &top, &reductions, Cold.arithmetic) else {
            break straight
          }
        case .bitOr, .bitXor, .shiftLeft, .shiftRight:
          if Smalls.compute(Operands.opcode(pc), x, pc) {
            pc += 1
            continue straight
          }
          guard detour(context, &pc, &sp, &top, &reductions, Cold.arithmetic) else {
            break straight
          }
        case .negate, .bitNot:
          guard detour(context, &pc, &sp, &top, &reductions, Cold.arithmetic) else {
            break straight
          }
        case .addImmediate:
          if let sum = smallSumImmediate(x, pc) {
            x[Operands.a(pc)] = sum
            pc += 1
            continue straight
          }
          guard detour(context, &pc, &sp, &top, &reductions, Cold.arithmetic) else {
            break straight
          }
        case .guardArithmetic:
          let left = x[Operands.b(pc)].bits
          let right = x[Operands.c(pc)].bits
          let operation = UInt8(truncatingIfNeeded: pc[1])
          if (left | right) & 3 == 0 && operation <= Opcode.subtract.rawValue {
            // `add` and `subtract` stand next to each other, and no other operation before them.
            let (value, overflow) =
              operation == Opcode.add.rawValue
              ? Int64(bitPattern: left).addingReportingOverflow(Int64(bitPattern: right))
              : Int64(bitPattern: left).subtractingReportingOverflow(Int64(bitPattern: right))
            if !overflow {
              x[Operands.a(pc)] = Term(bits: UInt64(bitPattern: value))
              pc += 2
              continue straight
            }
          } else if Smalls.compute(unsafeBitCast(operation, to: Opcode.self), x, pc) {
            pc += 2
            continue straight
          }
          guard detour(context, &pc, &sp, &top, &reductions, Cold.inGuard) else { break straight }
        case .guardNative:
          guard detour(context, &pc, &sp, &top, &reductions, Cold.inGuard) else { break straight }

        // MARK: Comparisons
        case .ifEqual, .ifExactlyEqual:
          let left = x[Operands.a(pc)]
          let right = x[Operands.b(pc)]
          if left == right {
            pc += 1
          } else if left.isImmediate && right.isImmediate {
            pc += Operands.signedC(pc)
          } else {
            save(context, sp, top, reductions)
            guard let next = Cold.compare(context, pc) else { break straight }
            pc = next
            reductions = context.pointee.reductions
          }
        case .ifNotEqual, .ifNotExactlyEqual:
          let left = x[Operands.a(pc)]
          let right = x[Operands.b(pc)]
          if left == right {
            pc += Operands.signedC(pc)
          } else if left.isImmediate && right.isImmediate {
            pc += 1
          } else {
            save(context, sp, top, reductions)
            guard let next = Cold.compare(context, pc) else { break straight }
            pc = next
            reductions = context.pointee.reductions
          }
        case .ifLess:
          let left = x[Operands.a(pc)]
          let right = x[Operands.b(pc)]
          if (left.bits | right.bits) & 3 == 0 {
            if Int64(bitPattern: left.bits) < Int64(bitPattern: right.bits) {
              pc += 1
            } else {
              pc += Operands.signedC(pc)
            }
          } else {
            save(context, sp, top, reductions)
            guard let next = Cold.compare(context, pc) else { break straight }
            pc = next
            reductions = context.pointee.reductions
          }
        case .ifGreaterOrEqual:
          let left = x[Operands.a(pc)]
          let right = x[Operands.b(pc)]
          if (left.bits | right.bits) & 3 == 0 {
            if Int64(bitPattern: left.bits) >= Int64(bitPattern: right.bits) {
              pc += 1
            } else {
              pc += Operands.signedC(pc)
            }
          } else {
            save(context, sp, top, reductions)
            guard let next = Cold.compare(context, pc) else { break straight }
            pc = next
            reductions = context.pointee.reductions
          }
        case .ifEqualImmediate:
          let left = x[Operands.a(pc)]
          if left.isSmall {
            if left.bits == UInt64(bitPattern: Int64(Operands.signedB(pc) << 2)) {
              pc += 1
            } else {
              pc += Operands.signedC(pc)
            }
          } else {
            pc += Cold.compareImmediate(context, pc) ? 1 : Operands.signedC(pc)
          }
        case .ifNotEqualImmediate:
          let left = x[Operands.a(pc)]
          if left.isSmall {
            if left.bits != UInt64(bitPattern: Int64(Operands.signedB(pc) << 2)) {
              pc += 1
            } else {
              pc += Operands.signedC(pc)
            }
          } else {
            pc += Cold.compareImmediate(context, pc) ? 1 : Operands.signedC(pc)
          }
        case .ifLessImmediate:
          let left = x[Operands.a(pc)]
          if left.isSmall {
            if Int64(bitPattern: left.bits) < Int64(Operands.signedB(pc) << 2) {
              pc += 1
            } else {
              pc += Operands.signedC(pc)
            }
          } else {
            pc += Cold.compareImmediate(context, pc) ? 1 : Operands.signedC(pc)
          }
        case .ifGreaterOrEqualImmediate:
          let left = x[Operands.a(pc)]
          if left.isSmall {
            if Int64(bitPattern: left.bits) >= Int64(Operands.signedB(pc) << 2) {
              pc += 1
            } else {
              pc += Operands.signedC(pc)
            }
          } else {
            pc += Cold.compareImmediate(context, pc) ? 1 : Operands.signedC(pc)
          }
        case .ifGreaterImmediate:
          let left = x[Operands.a(pc)]
          if left.isSmall {
            if Int64(bitPattern: left.bits) > Int64(Operands.signedB(pc) << 2) {
              pc += 1
            } else {
              pc += Operands.signedC(pc)
            }
          } else {
            pc += Cold.compareImmediate(context, pc) ? 1 : Operands.signedC(pc)
          }
        case .ifLessOrEqualImmediate:
          let left = x[Operands.a(pc)]
          if left.isSmall {
            if Int64(bitPattern: left.bits) <= Int64(Operands.signedB(pc) << 2) {
              pc += 1
            } else {
              pc += Operands.signedC(pc)
            }
          } else {
            pc += Cold.compareImmediate(context, pc) ? 1 : Operands.signedC(pc)
          }
        case .ifInteger16:
          if x[Operands.a(pc)].bits == UInt64(bitPattern: Int64(Operands.signedB(pc) << 2)) {
            pc += 1
          } else {
            pc += Operands.signedC(pc)
          }
        case .ifIs:
          if x[Operands.a(pc)].bits == pc[1] {
            pc += 2
          } else {
            pc += Operands.signedC(pc)
          }
        case .ifIsNot:
          if x[Operands.a(pc)].bits != pc[1] {
            pc += 2
          } else {
            pc += Operands.signedC(pc)
          }
        case .ifTruthy:
          if x[Operands.a(pc)].isFalsy {
            pc += Operands.signedC(pc)
          } else {
            pc += 1
          }
        case .ifFalsy:
          if x[Operands.a(pc)].isFalsy {
            pc += 1
          } else {
            pc += Operands.signedC(pc)
          }

        // MARK: Types
        case .ifInteger:
          let value = x[Operands.a(pc)]
          if value.isSmall || value.isBigInteger {
            pc += 1
          } else {
            pc += Operands.signedC(pc)
          }
        case .ifFloat:
          if x[Operands.a(pc)].isFloat { pc += 1 } else { pc += Operands.signedC(pc) }
        case .ifNumber:
          if x[Operands.a(pc)].isNumber { pc += 1 } else { pc += Operands.signedC(pc) }
        case .ifAtom:
          if x[Operands.a(pc)].isAtom { pc += 1 } else { pc += Operands.signedC(pc) }
        case .ifBoolean:
          if x[Operands.a(pc)].isBoolean { pc += 1 } else { pc += Operands.signedC(pc) }
        case .ifBinary:
          if x[Operands.a(pc)].isBinary { pc += 1 } else { pc += Operands.signedC(pc) }
        case .ifTuple:
          if x[Operands.a(pc)].isTuple { pc += 1 } else { pc += Operands.signedC(pc) }
        case .ifList:
          if x[Operands.a(pc)].isList { pc += 1 } else { pc += Operands.signedC(pc) }
        case .ifCons:
          if x[Operands.a(pc)].isCons { pc += 1 } else { pc += Operands.signedC(pc) }
        case .ifMap:
          if x[Operands.a(pc)].isMap { pc += 1 } else { pc += Operands.signedC(pc) }
        case .ifFunction:
          if x[Operands.a(pc)].isFunction { pc += 1 } else { pc += Operands.signedC(pc) }
        case .ifPid:
          if x[Operands.a(pc)].isPid { pc += 1 } else { pc += Operands.signedC(pc) }
        case .ifReference:
          if x[Operands.a(pc)].isReference { pc += 1 } else { pc += Operands.signedC(pc) }

        // MARK: Taking apart
        case .ifTupleOf:
          if x[Operands.a(pc)].isTuple(of: Operands.b(pc)) {
            pc += 1
          } else {
            pc += Operands.signedC(pc)
          }
        case .matchTuple:
          let tuple = x[Operands.a(pc)]
          let count = Operands.live(pc)
          if tuple.isTuple(of: count) {
            let first = Operands.b(pc)
            let elements = tuple.address + 1
            var index = 0
            while index < count {
              x[first &+ index] = Term(bits: elements[index])
              index = index &+ 1
            }
            pc += 1
          } else {
            pc += Operands.signedC(pc)
          }
        case .element:
          x[Operands.a(pc)] = x[Operands.b(pc)].element(Operands.c(pc))
          pc += 1
        case .head:
          x[Operands.a(pc)] = x[Operands.b(pc)].head
          pc += 1
        case .tail:
          x[Operands.a(pc)] = x[Operands.b(pc)].tail
          pc += 1
        case .matchCons:
          _ = matchCons(x, &pc)
        case .matchKey:
          let map = x[Operands.b(pc)]
          if map.isMap,
            let value = Maps.find(map, Term(bits: pc[1]), context.pointee.atoms)
          {
            x[Operands.a(pc)] = value
            pc += 2
          } else {
            pc += Operands.signedC(pc)
          }
        case .matchKeyRegister:
          let map = x[Operands.b(pc)]
          if map.isMap,
            let value = Maps.find(map, x[Operands.live(pc)], context)
          {
            x[Operands.a(pc)] = value
            pc += 1
          } else {
            pc += Operands.signedC(pc)
          }

        // MARK: Putting together
        case .cons:
          cons(x, &pc, &top)
        case .tuple:
          tuple(x, &pc, &top)
        case .list:
          let count = Operands.b(pc)
          let list = UnsafeRawPointer(pc + 1).assumingMemoryBound(to: UInt16.self)
          var result = x[Operands.c(pc)]
          var index = count
          while index > 0 {
            index = index &- 1
            top[0] = x[Operands.listed(list, index)].bits
            top[1] = result.bits
            result = Term(cons: top)
            top += 2
          }
          x[Operands.a(pc)] = result
          pc += 1 &+ (count &+ 3) >> 2
        case .closure:
          let count = Operands.b(pc)
          let entry = UnsafePointer<FunctionEntry>(bitPattern: UInt(pc[1])).unsafelyUnwrapped
          top[0] =
            BoxHeader(
              .closure,
              size: count &+ 1,
              aux: UInt8(truncatingIfNeeded: entry.pointee.arity &- entry.pointee.captured)
            ).bits
          top[1] = pc[1]
          let list = UnsafeRawPointer(pc + 2).assumingMemoryBound(to: UInt16.self)
          var index = 0
          while index < count {
            top[index &+ 2] = x[Operands.listed(list, index)].bits
            index = index &+ 1
          }
          x[Operands.a(pc)] = Term(box: top)
          top += count &+ 2
          pc += 2 &+ (count &+ 3) >> 2
        case .getKey:
          let map = x[Operands.b(pc)]
          if map.isMap, let value = Maps.find(map, Term(bits: pc[1]), context.pointee.atoms) {
            x[Operands.a(pc)] = value
            pc += 2
          } else {
            save(context, sp, top, reductions)
            guard let next = Cold.build(context, pc) else { break straight }
            pc = next
          }
        case .makeMap, .updateMap, .putKey, .index, .concatenate, .buildString, .buildBinary:
          guard detour(context, &pc, &sp, &top, &reductions, Cold.build) else { break straight }
        case .matchInteger, .matchFloat, .matchUtf8, .matchBytes, .byteAndRest,
          .ifBinaryByteAndRest:
          guard detour(context, &pc, &sp, &top, &reductions, BinaryFields.match) else {
            break straight
          }
        case .matchLiteral, .skipField, .matchEnd:
          pc = Cold.matchWithoutHeap(context, pc)

        // MARK: Choosing
        case .switchInteger:
          let value = x[Operands.a(pc)]
          let place = Int64(bitPattern: value.bits) >> 2 &- Int64(bitPattern: pc[1])
          if value.isSmall && UInt64(bitPattern: place) < UInt64(Operands.b(pc)) {
            let table = UnsafeRawPointer(pc + 2).assumingMemoryBound(to: UInt16.self)
            let target = Int(
              Int16(truncatingIfNeeded: Operands.listed(table, Int(place)))
            )
            if target != 0 {
              pc += target
              continue straight
            }
          }
          pc += Operands.signedC(pc)
        case .switchLiteral:
          let value = x[Operands.a(pc)].bits
          var low = 0
          var high = Operands.b(pc)
          while low < high {
            let middle = (low &+ high) >> 1
            if pc[1 &+ middle &* 2] < value { low = middle &+ 1 } else { high = middle }
          }
          if low < Operands.b(pc) && pc[1 &+ low &* 2] == value {
            pc += Int(Int64(bitPattern: pc[2 &+ low &* 2]))
          } else {
            pc += Operands.signedC(pc)
          }
        case .switchArity:
          let value = x[Operands.a(pc)]
          if value.isTuple {
            let count = value.tupleCount
            if count < Operands.b(pc) {
              let table = UnsafeRawPointer(pc + 1).assumingMemoryBound(to: UInt16.self)
              let target = Int(Int16(truncatingIfNeeded: Operands.listed(table, count)))
              if target != 0 {
                pc += target
                continue straight
              }
            }
          }
          pc += Operands.signedC(pc)

        // MARK: Exceptions
        case .enterTry:
          sp[Operands.a(pc)] =
            UInt64(UInt32(truncatingIfNeeded: Operands.long(pc))) << 8
            | Term.catchTag
          pc += 1
        case .leaveTry:
          sp[Operands.a(pc)] = 0
          pc += 1
        case .raiseError, .functionClause, .reraise:
          save(context, sp, top, reductions)
          Cold.raise(context, pc)
          break straight

        // MARK: Processes
        case .selfPid:
          x[Operands.a(pc)] = process.pid
          pc += 1
        case .send:
          save(context, sp, top, reductions)
          guard Messaging.send(context, pc) else { break straight }
          pc += 1
          restore(context, &sp, &top, &reductions)
        case .receiveStart:
          process.pointee.mailbox.cursor = nil
          pc += 1
        case .receiveFromMark:
          process.pointee.mailbox.startAtMark(x[Operands.a(pc)])
          pc += 1
        case .receiveNext:
          if let signal = process.pointee.mailbox.current {
            x[Operands.a(pc)] = signal.pointee.term
            pc += 1
          } else {
            pc += Operands.signedC(pc)
          }
        case .receiveTake:
          save(context, sp, top, reductions)
          guard Receive.take(context, live: Operands.live(pc)) else { break straight }
          pc += 1
          restore(context, &sp, &top, &reductions)
        case .receiveSkip:
          process.pointee.mailbox.cursor = process.pointee.mailbox.current
          reductions = reductions &- 1
          pc += Operands.long(pc)
          if reductions <= 0, let live = Receive.liveWhileScanning(pc) {
            // The next instruction to run goes on from the cursor.
            save(context, sp, top, reductions)
            yield(context, pc, live)
            break straight
          }
        case .receiveWait, .receiveWaitTimeout:
          guard detour(context, &pc, &sp, &top, &reductions, Receive.wait) else { break straight }

        // MARK: Floating point
        case .floatLoad:
          pc = Floats.load(x, f, pc)
        case .floatConstant:
          f[Operands.a(pc)] = Double(bitPattern: pc[1])
          pc += 2
        case .floatAdd:
          f[Operands.a(pc)] = f[Operands.b(pc)] + f[Operands.c(pc)]
          pc += 1
        case .floatSubtract:
          f[Operands.a(pc)] = f[Operands.b(pc)] - f[Operands.c(pc)]
          pc += 1
        case .floatMultiply:
          f[Operands.a(pc)] = f[Operands.b(pc)] * f[Operands.c(pc)]
          pc += 1
        case .floatMultiplyAdd:
          f[Operands.a(pc)] = f[Operands.live(pc)] + f[Operands.b(pc)] * f[Operands.c(pc)]
          pc += 1
        case .floatMultiplySubtract:
          f[Operands.a(pc)] = f[Operands.live(pc)] - f[Operands.b(pc)] * f[Operands.c(pc)]
          pc += 1
        case .floatDivide:
          // A number by infinity is zero: that would hide what has gone wrong.
          let divisor = f[Operands.c(pc)]
          f[Operands.a(pc)] = divisor.isFinite ? f[Operands.b(pc)] / divisor : .nan
          pc += 1
        case .floatNegate:
          f[Operands.a(pc)] = -f[Operands.b(pc)]
          pc += 1
        case .floatSquareRoot:
          f[Operands.a(pc)] = f[Operands.b(pc)].squareRoot()
          pc += 1
        case .floatBox:
          if let end = Floats.box(x, f, pc, top) {
            top = end
            pc += 1 &+ (Operands.b(pc) &+ 3) >> 2
          } else {
            pc += Operands.signedC(pc)
          }
        case .ifFloatLess:
          if f[Operands.a(pc)] < f[Operands.b(pc)] { pc += 1 } else { pc += Operands.signedC(pc) }
        case .ifFloatLessOrEqual:
          if f[Operands.a(pc)] <= f[Operands.b(pc)] { pc += 1 } else { pc += Operands.signedC(pc) }
        case .ifFloatEqual:
          if f[Operands.a(pc)] == f[Operands.b(pc)] { pc += 1 } else { pc += Operands.signedC(pc) }
        case .ifFloatFinite:
          if f[Operands.a(pc)].isFinite { pc += 1 } else { pc += Operands.signedC(pc) }

        // MARK: Pairs; where the second needs its general case, it runs alone
        case .getSlotGetSlot:
          getSlot(x, &pc, sp)
          getSlot(x, &pc, sp)
        case .getSlotPutSlot:
          getSlot(x, &pc, sp)
          putSlot(x, &pc, sp)
        case .getSlotAdd:
          getSlot(x, &pc, sp)
          if let sum = smallSum(x, pc) {
            x[Operands.a(pc)] = sum
            pc += 1
            continue straight
          }
        case .getSlotAddImmediate:
          getSlot(x, &pc, sp)
          if let sum = smallSumImmediate(x, pc) {
            x[Operands.a(pc)] = sum
            pc += 1
            continue straight
          }
        case .getSlotCall:
          getSlot(x, &pc, sp)
          guard call(context, &pc, &sp, top, &reductions) else { break straight }
        case .getSlotTailCall:
          getSlot(x, &pc, sp)
          guard tailCall(context, &pc, &sp, top, &reductions) else { break straight }
        case .putSlotGetSlot:
          putSlot(x, &pc, sp)
          getSlot(x, &pc, sp)
        case .putSlotPutSlot:
          putSlot(x, &pc, sp)
          putSlot(x, &pc, sp)
        case .putSlotAddImmediate:
          putSlot(x, &pc, sp)
          if let sum = smallSumImmediate(x, pc) {
            x[Operands.a(pc)] = sum
            pc += 1
            continue straight
          }
        case .putSlotCall:
          putSlot(x, &pc, sp)
          guard call(context, &pc, &sp, top, &reductions) else { break straight }
        case .matchConsMatchCons:
          if matchCons(x, &pc) { _ = matchCons(x, &pc) }
        case .moveMove:
          move(x, &pc)
          move(x, &pc)
        case .moveGetSlot:
          move(x, &pc)
          getSlot(x, &pc, sp)
        case .moveCall:
          move(x, &pc)
          guard call(context, &pc, &sp, top, &reductions) else { break straight }
        case .moveTailCall:
          move(x, &pc)
          guard tailCall(context, &pc, &sp, top, &reductions) else { break straight }
        case .moveReturnValue:
          move(x, &pc)
          returnValue(&pc, &sp)
        case .loadLiteralReturnValue:
          x[Operands.a(pc)] = Term(bits: pc[1])
          pc += 2
          returnValue(&pc, &sp)
        case .addReturnValue:
          if let sum = smallSum(x, pc) {
            x[Operands.a(pc)] = sum
            pc += 1
            returnValue(&pc, &sp)
            continue straight
          }
          guard detour(context, &pc, &sp, &top, &reductions, Cold.arithmetic) else {
            break straight
          }
        case .addTailCall:
          if let sum = smallSum(x, pc) {
            x[Operands.a(pc)] = sum
            pc += 1
            guard tailCall(context, &pc, &sp, top, &reductions) else { break straight }
            continue straight
          }
          guard detour(context, &pc, &sp, &top, &reductions, Cold.arithmetic) else {
            break straight
          }
        case .addImmediateGetSlot:
          if let sum = smallSumImmediate(x, pc) {
            x[Operands.a(pc)] = sum
            pc += 1
            getSlot(x, &pc, sp)
            continue straight
          }
          guard detour(context, &pc, &sp, &top, &reductions, Cold.arithmetic) else {
            break straight
          }
        case .addImmediateCall:
          if let sum = smallSumImmediate(x, pc) {
            x[Operands.a(pc)] = sum
            pc += 1
            guard call(context, &pc, &sp, top, &reductions) else { break straight }
            continue straight
          }
          guard detour(context, &pc, &sp, &top, &reductions, Cold.arithmetic) else {
            break straight
          }
        case .addImmediateTailCall:
          if let sum = smallSumImmediate(x, pc) {
            x[Operands.a(pc)] = sum
            pc += 1
            guard tailCall(context, &pc, &sp, top, &reductions) else { break straight }
            continue straight
          }
          guard detour(context, &pc, &sp, &top, &reductions, Cold.arithmetic) else {
            break straight
          }
        case .allocateAddImmediate:
          guard allocate(context, x, &pc, &sp, &top, &reductions, slack, emptySlot) else {
            break straight
          }
          if let sum = smallSumImmediate(x, pc) {
            x[Operands.a(pc)] = sum
            pc += 1
            continue straight
          }
        case .allocatePutSlot:
          guard allocate(context, x, &pc, &sp, &top, &reductions, slack, emptySlot) else {
            break straight
          }
          putSlot(x, &pc, sp)
        case .allocateMove:
          guard allocate(context, x, &pc, &sp, &top, &reductions, slack, emptySlot) else {
            break straight
          }
          move(x, &pc)
        case .testHeapCons:
          guard testHeap(context, &pc, &sp, &top, &reductions, slack) else { break straight }
          cons(x, &pc, &top)
        case .testHeapTuple:
          guard testHeap(context, &pc, &sp, &top, &reductions, slack) else { break straight }
          tuple(x, &pc, &top)
        case .guardArithmeticIfExactlyEqual:
          let left = x[Operands.b(pc)].bits
          let right = x[Operands.c(pc)].bits
          let operation = UInt8(truncatingIfNeeded: pc[1])
          if (left | right) & 3 == 0 && operation <= Opcode.subtract.rawValue {
            let (value, overflow) =
              operation == Opcode.add.rawValue
              ? Int64(bitPattern: left).addingReportingOverflow(Int64(bitPattern: right))
              : Int64(bitPattern: left).subtractingReportingOverflow(Int64(bitPattern: right))
            if !overflow {
              x[Operands.a(pc)] = Term(bits: UInt64(bitPattern: value))
              pc += 2
              let first = x[Operands.a(pc)]
              let second = x[Operands.b(pc)]
              if first == second {
                pc += 1
              } else if first.isImmediate && second.isImmediate {
                pc += Operands.signedC(pc)
              }
              // Otherwise the comparison runs alone.
              continue straight
            }
          }
          guard detour(context, &pc, &sp, &top, &reductions, Cold.inGuard) else { break straight }
        case .receiveStartReceiveNext:
          process.pointee.mailbox.cursor = nil
          pc += 1
          if let signal = process.pointee.mailbox.current {
            x[Operands.a(pc)] = signal.pointee.term
            pc += 1
          } else {
            pc += Operands.signedC(pc)
          }
        case .getSlotGetSlotGetSlot:
          getSlot(x, &pc, sp)
          getSlot(x, &pc, sp)
          getSlot(x, &pc, sp)
        case .getSlotGetSlotCall:
          getSlot(x, &pc, sp)
          getSlot(x, &pc, sp)
          guard call(context, &pc, &sp, top, &reductions) else { break straight }
        case .getSlotGetSlotTailCall:
          getSlot(x, &pc, sp)
          getSlot(x, &pc, sp)
          guard tailCall(context, &pc, &sp, top, &reductions) else { break straight }
        case .putSlotPutSlotCall:
          putSlot(x, &pc, sp)
          putSlot(x, &pc, sp)
          guard call(context, &pc, &sp, top, &reductions) else { break straight }
        case .getSlotAddReturnValue:
          getSlot(x, &pc, sp)
          if let sum = smallSum(x, pc) {
            x[Operands.a(pc)] = sum
            pc += 1
            returnValue(&pc, &sp)
          }
        case .allocateAddImmediateCall:
          guard allocate(context, x, &pc, &sp, &top, &reductions, slack, emptySlot) else {
            break straight
          }
          if let sum = smallSumImmediate(x, pc) {
            x[Operands.a(pc)] = sum
            pc += 1
            guard call(context, &pc, &sp, top, &reductions) else { break straight }
          }
        case .getSlotPutSlotAddImmediate:
          getSlot(x, &pc, sp)
          putSlot(x, &pc, sp)
          if let sum = smallSumImmediate(x, pc) {
            x[Operands.a(pc)] = sum
            pc += 1
          }
        case .testHeapConsReturnValue:
          guard testHeap(context, &pc, &sp, &top, &reductions, slack) else { break straight }
          cons(x, &pc, &top)
          returnValue(&pc, &sp)
        case .testHeapTupleReturnValue:
          guard testHeap(context, &pc, &sp, &top, &reductions, slack) else { break straight }
          tuple(x, &pc, &top)
          returnValue(&pc, &sp)
        }
      }

      switch context.pointee.leave {
      case .raise:
        guard let handler = Exceptions.unwind(context, pc) else { return .exit }
        pc = handler
        restore(context, &sp, &top, &reductions)
      case .yield:
        return saveRegisters(context) ? .yield : .exit
      case .wait:
        return saveRegisters(context) ? .wait : .exit
      case .parked: return .wait
      case .ready: return .yield
      case .exit: return .exit
      }
    }
  }

  /// Takes back the registers that were saved when the process was switched out.
  @inline(never)
  private static func restoreRegisters(_ context: ContextRef) {
    let process = context.pointee.process
    let saved = Int(process.pointee.live)
    let sp = process.pointee.stack
    for index in 0..<saved { context.pointee.x[index] = Term(bits: sp[index]) }
    process.pointee.stack = sp + saved
    process.pointee.live = 0
  }

  /// Saves the live registers on the process's stack; false when there is no room for them.
  private static func saveRegisters(_ context: ContextRef) -> Bool {
    let process = context.pointee.process
    let live = context.pointee.leaveLive
    // A native that goes on later may hold addresses: then only a real lack of room collects.
    let slack =
      process.pointee.flags.contains(.continues) ? Collector.slack : context.pointee.slack
    if process.pointee.top + (live + slack) > process.pointee.stack,
      !Collector.collect(context, need: live + Collector.slack, live: live)
    {
      Exit.killed(context, by: .heap_limit)
      return false
    }
    let sp = process.pointee.stack - live
    for index in 0..<live { sp[index] = context.pointee.x[index].bits }
    process.pointee.stack = sp
    process.pointee.live = UInt8(live)
    return true
  }
}

/// Reads the fields of an instruction where it stands.
enum Operands {
  @inline(__always)
  static func opcode(_ pc: UnsafePointer<UInt64>) -> Opcode {
    // The verifier has seen every byte that is read here.
    unsafeBitCast(field(pc, 0, UInt8.self), to: Opcode.self)
  }

  @inline(__always)
  static func live(_ pc: UnsafePointer<UInt64>) -> Int { Int(field(pc, 1, UInt8.self)) }
  @inline(__always)
  static func a(_ pc: UnsafePointer<UInt64>) -> Int { Int(field(pc, 2, UInt16.self)) }
  @inline(__always)
  static func b(_ pc: UnsafePointer<UInt64>) -> Int { Int(field(pc, 4, UInt16.self)) }
  @inline(__always)
  static func c(_ pc: UnsafePointer<UInt64>) -> Int { Int(field(pc, 6, UInt16.self)) }
  @inline(__always)
  static func signedB(_ pc: UnsafePointer<UInt64>) -> Int { Int(field(pc, 4, Int16.self)) }
  @inline(__always)
  static func signedC(_ pc: UnsafePointer<UInt64>) -> Int { Int(field(pc, 6, Int16.self)) }
  @inline(__always)
  static func long(_ pc: UnsafePointer<UInt64>) -> Int { Int(field(pc, 4, Int32.self)) }

  /// Entry `index` of a list packed four to a word.
  @inline(__always)
  static func listed(_ list: UnsafePointer<UInt16>, _ index: Int) -> Int {
    #if _endian(little)
    Int(list[index])
    #else
    Int(list[index ^ 3])
    #endif
  }

  /// A field by its byte offset in a little-endian word: separate small loads are faster than
  /// shifting the word.
  @inline(__always)
  private static func field<Field: FixedWidthInteger>(
    _ pc: UnsafePointer<UInt64>,
    _ offset: Int,
    _ type: Field.Type
  ) -> Field {
    #if _endian(little)
    UnsafeRawPointer(pc).load(fromByteOffset: offset, as: type)
    #else
    Field(truncatingIfNeeded: pc[0] >> UInt64(offset * 8))
    #endif
  }
}
