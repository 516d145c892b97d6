/// The instructions of the virtual machine.
///
/// An instruction is one 64-bit word, followed by as many words as its shape says:
///
/// ```
/// 63          48 47          32 31          16 15     8 7      0
/// [      c      |      b       |      a       |  live  |   op   ]
/// ```
///
/// Registers `X0`… are scratch: arguments arrive in them, a result leaves in X0, a call keeps none
/// of them. Slots `Y0`… live in the frame that `allocate` made; only moves reach them. Everything
/// that may collect or raise has a `live` count: the X registers below it hold terms, those from it
/// on may be garbage. Targets count words from the instruction's own first word. A conditional
/// instruction named `if…` goes on when the condition holds and jumps to its target otherwise.
///
/// The order is the encoding: append, never reorder.
public enum Opcode: UInt8, Sendable {
  // Moves

  /// Copies X register `b` to `a`.
  case move
  /// Exchanges X registers `a` and `b`.
  case swap
  /// Puts a small integer of 32 bits in X register `a`.
  case loadInteger
  /// Puts a literal in X register `a`.
  case loadLiteral
  /// Copies Y slot `b` to X register `a`.
  case getSlot
  /// Copies X register `b` to Y slot `a`.
  case putSlot
  /// Overwrites Y slot `a`, so that the collector keeps nothing alive through it.
  case clearSlot

  // Frames, calls and jumps

  /// Makes a frame of `a` slots and saves X0..<b in its first `b`; the others hold 0 afterwards.
  /// Makes sure of `c` words of heap besides.
  case allocate
  /// Makes sure of `a` words of heap.
  case testHeap
  /// Removes the frame of `a` slots (0: there is none) and returns X0 to the caller.
  case returnValue
  /// Calls a function of this module; `a` is the size of the caller's frame.
  case call
  /// Calls a function of this module in the place of this one, removing a frame of `a` slots.
  case tailCall
  /// Calls an exported function by its import, in the newest version of its module.
  case callRemote
  /// Like ``callRemote``, in the place of this function.
  case tailCallRemote
  /// Calls the function value in X[arity]; its captured values follow the arguments.
  case callClosure
  /// Like ``callClosure``, in the place of this function.
  case tailCallClosure
  /// Calls `X[arity].name(…)`: a function of the module that the atom in X[arity] names, or the
  /// function that the map in X[arity] holds under the key `name`.
  case callDynamic
  /// Like ``callDynamic``, in the place of this function.
  case tailCallDynamic
  /// Applies: X0 is a function and X1 its list of arguments (arity 2), or X0, X1 and X2 are module,
  /// function name and arguments (arity 3).
  case apply
  /// Like ``apply``, in the place of this function.
  case tailApply
  /// Calls a native function on the `c` registers from `b` on; X[a] receives the result. All X
  /// registers below `live` are kept; `b + c` is at most `live`.
  case native
  /// The last word of a call of several words; never run. See ``Operand/frameWord``.
  case frame
  /// Jumps.
  case jump

  // Arithmetic: X[a] = X[b] op X[c], raising `:badarith`

  case add
  case subtract
  case multiply
  /// `/`: always a float.
  case divide
  /// `div`: truncates.
  case quotient
  /// `rem`.
  case remainder
  case bitAnd
  case bitOr
  case bitXor
  case shiftLeft
  case shiftRight
  /// X[a] = X[b] + the immediate `c`.
  case addImmediate
  /// X[a] = -X[b].
  case negate
  /// X[a] = bnot X[b].
  case bitNot
  /// X[a] = X[b] op X[c] in a guard: instead of raising, jumps. The word holds the opcode of one of
  /// the eleven binary operations, or of ``negate`` or ``bitNot``, in its low sixteen bits and the
  /// target in the next sixteen.
  case guardArithmetic
  /// Calls a native function on the registers from `b` on; jumps to `c` where it would raise.
  case guardNative

  // Comparisons

  /// Goes on when `X[a] == X[b]`, numbers by value.
  case ifEqual
  case ifNotEqual
  /// Goes on when `X[a] === X[b]`.
  case ifExactlyEqual
  case ifNotExactlyEqual
  /// Goes on when `X[a] < X[b]` in the order of terms.
  case ifLess
  case ifGreaterOrEqual
  /// Goes on when `X[a] == immediate`; 1.0 equals 1 here.
  case ifEqualImmediate
  case ifNotEqualImmediate
  case ifLessImmediate
  case ifGreaterOrEqualImmediate
  case ifGreaterImmediate
  case ifLessOrEqualImmediate
  /// Goes on when X[a] is exactly the small integer `b`.
  case ifInteger16
  /// Goes on when X[a] is the literal, which is an atom, a small integer or the empty list.
  case ifIs
  /// Goes on when X[a] is not that literal.
  case ifIsNot
  /// Goes on when X[a] is neither `false` nor `nil`.
  case ifTruthy
  /// Goes on when X[a] is `false` or `nil`.
  case ifFalsy

  // Types

  case ifInteger
  case ifFloat
  case ifNumber
  case ifAtom
  case ifBoolean
  case ifBinary
  case ifTuple
  /// A cons cell or the empty list.
  case ifList
  /// A cons cell.
  case ifCons
  case ifMap
  case ifFunction
  case ifPid
  case ifReference

  // Taking apart

  /// Goes on when X[a] is a tuple of `b` elements.
  case ifTupleOf
  /// Goes on when X[a] is a tuple of `live` elements, and puts them in X[b]….
  case matchTuple
  /// X[a] = element `c` (from 0) of the tuple X[b], which has been tested.
  case element
  /// X[a] = head of the cons cell X[b], which has been tested.
  case head
  /// X[a] = tail of the cons cell X[b], which has been tested.
  case tail
  /// Goes on when X[a] is a cons cell; its head goes to X[b], its tail to X[live].
  case matchCons
  /// Goes on when the map X[b] has the literal as a key (or X[b] is no map: jumps), and puts the
  /// value in X[a].
  case matchKey
  /// Like ``matchKey`` with the key in X[live].
  case matchKeyRegister

  // Putting together; the space comes from `testHeap` or `allocate` unless `live` is there

  /// X[a] = [X[b] | X[c]]; 2 words.
  case cons
  /// X[a] = the tuple of `b` registers; `b` + 1 words (none when `b` is 0).
  case tuple
  /// X[a] = the list of `b` registers with the tail X[c]; 2 words each.
  case list
  /// X[a] = a closure of the function over `b` captured registers; `b` + 2 words.
  case closure
  /// X[a] = the map of `b` pairs; of equal keys the last wins.
  case makeMap
  /// X[a] = the map X[b] with `c` pairs replaced; raises `(:badkey, k)` or `(:badmap, v)`.
  case updateMap
  /// X[a] = the value under the literal key in map X[b]; raises `(:badkey, k)` or `(:badmap, v)`.
  case getKey
  /// X[a] = the value under X[c] in map X[b], or nil; raises `(:badmap, v)`.
  case index
  /// X[a] = X[b] <> X[c]; raises `:badarg`.
  case concatenate
  /// X[a] = the registers, each as `to_string` shows it, joined.
  case buildString
  /// X[a] = the binary of `b` segments; raises `:badarg`.
  case buildBinary

  // Matching binaries. X[b] is a binary that has been tested; see ``BinaryField``.

  /// X[a] = the integer in the field.
  case matchInteger
  case matchFloat
  case matchUtf8
  /// X[a] = the bytes of the field, shared with the binary; the rest when the field has no size.
  case matchBytes
  /// Goes on when the literal's bytes stand at the position X[a], which moves on.
  case matchLiteral
  /// Moves the position over a field without reading it (`bytes`, `bits` or `int`).
  case skipField
  /// Goes on when the position X[a] is the end of the binary X[b].
  case matchEnd

  // Choosing

  /// Jumps by the small integer X[a]: the raw word is the first value, the table follows.
  case switchInteger
  /// Jumps by the literal, as ``ifIs`` compares it, that X[a] is.
  case switchLiteral
  /// Jumps by the size of the tuple X[a], from 0; also when X[a] is no tuple, to `else`.
  case switchArity

  // Exceptions

  /// Stores the handler's number in Y slot `a`.
  case enterTry
  /// Overwrites the handler in Y slot `a`.
  case leaveTry
  /// Raises an error of kind `a` about X[b].
  case raiseError
  /// Raises `:function_clause`; the arguments are X0..<arity.
  case functionClause
  /// Raises class X[a], reason X[b] again, with the trace that it had.
  case reraise

  // Processes

  /// X[a] = the pid of the running process.
  case selfPid
  /// Sends X[b] to X[a].
  case send
  /// Sets the mailbox's cursor to the first message.
  case receiveStart
  /// Sets the cursor to the first message that came after the reference X[a] was made.
  case receiveFromMark
  /// Puts the message at the cursor in X[a]; jumps when there is none.
  case receiveNext
  /// Removes the message at the cursor. Registers below `live` may point into it; they stay good.
  case receiveTake
  /// Moves the cursor on and jumps.
  case receiveSkip
  /// Waits until there is a message after the cursor, then jumps.
  case receiveWait
  /// The same, but goes on at the next instruction after X[a] milliseconds.
  case receiveWaitTimeout

  // Floating point without boxes; F registers do not survive a safepoint

  /// F[a]… = the numbers in the listed X registers: the first `live` are floats, the others floats
  /// or small integers; jumps when one is something else. This and what follows never raises:
  /// what is not finite stays so until a jump leads to the same arithmetic on X registers.
  case floatLoad
  /// F[a] = the double whose bits are the raw word.
  case floatConstant
  case floatAdd
  case floatSubtract
  case floatMultiply
  /// F[a] = F[b] / F[c]; no finite result when F[c] is not finite.
  case floatDivide
  /// F[a] = -F[b].
  case floatNegate
  /// The listed X registers = F[a]… in boxes, 2 words each; jumps, with nothing written, when one is
  /// not finite.
  case floatBox
  /// Goes on when F[a] < F[b].
  case ifFloatLess
  case ifFloatLessOrEqual
  case ifFloatEqual
  /// F[a] = the square root of F[b]; no finite result when that is negative.
  case floatSquareRoot
  /// F[a] = F[live] + F[b] * F[c], rounded twice.
  case floatMultiplyAdd
  /// F[a] = F[live] - F[b] * F[c], rounded twice.
  case floatMultiplySubtract
  /// Goes on when F[a] is finite.
  case ifFloatFinite

  // Pairs; the loader makes them, no module contains them

  /// See ``pair(_:_:)``.
  case getSlotGetSlot
  case getSlotPutSlot
  case getSlotAdd
  case getSlotAddImmediate
  case getSlotCall
  case getSlotTailCall
  case putSlotGetSlot
  case putSlotPutSlot
  case putSlotAddImmediate
  case putSlotCall
  case moveMove
  case moveGetSlot
  case moveCall
  case moveTailCall
  case moveReturnValue
  case loadLiteralReturnValue
  case addReturnValue
  case addTailCall
  case addImmediateGetSlot
  case addImmediateCall
  case addImmediateTailCall
  case allocateAddImmediate
  case allocatePutSlot
  case allocateMove
  case testHeapCons
  case testHeapTuple
  case guardArithmeticIfExactlyEqual
  case receiveStartReceiveNext
  case getSlotGetSlotGetSlot
  case getSlotGetSlotCall
  case getSlotGetSlotTailCall
  case putSlotPutSlotCall
  case getSlotAddReturnValue
  case allocateAddImmediateCall
  case getSlotPutSlotAddImmediate
  case testHeapConsReturnValue
  case testHeapTupleReturnValue
  case matchConsMatchCons

  // Natives with a way of their own; the loader puts them in, no module contains them

  /// ``native`` of `elem`: 3 ns instead of 10 where the tuple has the element.
  case tupleElement

  // Sequences of more than two; the loader makes them, no module contains them

  /// See ``isByteAndRest(at:in:)``.
  case byteAndRest
  /// ``ifBinary``, then ``byteAndRest``.
  case ifBinaryByteAndRest

  // A native function with an instruction of its own; the loader makes it, no module contains it

  /// ``native`` of `Map.put/3`; the word says what is needed behind it.
  case putKey

  // Tracing; the machine puts it where traced functions are entered and left, no module contains it

  /// Tells that a function is called, has returned or has raised, as `a` says, and goes on.
  case traced
}

extension Opcode {
  /// What follows the opcode, in order.
  ///
  /// This is the only knowledge of an instruction's shape.
  public var operands: OperandList {
    switch self {
    case .move: OperandList(.write, .read)
    case .swap: OperandList(.write, .write)
    case .loadInteger: OperandList(.write, .longImmediate)
    case .loadLiteral: OperandList(.write, .literal)
    case .getSlot: OperandList(.write, .slotRead)
    case .putSlot: OperandList(.slotWrite, .read)
    case .clearSlot: OperandList(.slotWrite)
    case .allocate: OperandList(.frame, .count, .count)
    case .testHeap: OperandList(.count)
    case .returnValue: OperandList(.frame)
    case .call, .tailCall: OperandList(.frame, .longTarget)
    case .callRemote: OperandList(.frame, .importIndex, .frameWord)
    case .tailCallRemote: OperandList(.frame, .importIndex)
    case .callClosure, .tailCallClosure: OperandList(.frame)
    case .callDynamic: OperandList(.frame, .literal, .frameWord)
    case .tailCallDynamic: OperandList(.frame, .literal)
    case .apply, .tailApply: OperandList(.frame)
    case .native: OperandList(.write, .readRun, .count, .importIndex)
    case .frame: OperandList(.frame)
    case .jump: OperandList(.count, .longTarget)
    case .add, .subtract, .multiply, .divide, .quotient, .remainder, .bitAnd, .bitOr, .bitXor,
      .shiftLeft, .shiftRight:
      OperandList(.write, .read, .read)
    case .addImmediate: OperandList(.write, .read, .immediate)
    case .negate, .bitNot: OperandList(.write, .read)
    case .guardArithmetic: OperandList(.write, .read, .read, .guardOperation)
    case .guardNative: OperandList(.write, .readRun, .target, .importIndex)
    case .ifEqual, .ifNotEqual, .ifExactlyEqual, .ifNotExactlyEqual, .ifLess, .ifGreaterOrEqual:
      OperandList(.read, .read, .target)
    case .ifEqualImmediate, .ifNotEqualImmediate, .ifLessImmediate, .ifGreaterOrEqualImmediate,
      .ifGreaterImmediate, .ifLessOrEqualImmediate, .ifInteger16:
      OperandList(.read, .immediate, .target)
    case .ifIs, .ifIsNot: OperandList(.read, .count, .target, .literal)
    case .ifTruthy, .ifFalsy, .ifInteger, .ifFloat, .ifNumber, .ifAtom, .ifBoolean, .ifBinary,
      .ifTuple, .ifList, .ifCons, .ifMap, .ifFunction, .ifPid, .ifReference:
      OperandList(.read, .count, .target)
    case .ifTupleOf: OperandList(.read, .count, .target)
    case .matchTuple: OperandList(.read, .writeRun, .target)
    case .element: OperandList(.write, .read, .count)
    case .head, .tail: OperandList(.write, .read)
    case .matchCons: OperandList(.read, .write, .target)
    case .matchKey: OperandList(.write, .read, .target, .literal)
    case .matchKeyRegister: OperandList(.write, .read, .target)
    case .cons: OperandList(.write, .read, .read)
    case .tuple: OperandList(.write, .count, .readList)
    case .list: OperandList(.write, .count, .read, .readList)
    case .closure: OperandList(.write, .count, .function, .readList)
    case .makeMap: OperandList(.write, .count, .readPairs)
    case .updateMap: OperandList(.write, .read, .count, .readPairs)
    case .getKey: OperandList(.write, .read, .literal)
    case .index, .concatenate: OperandList(.write, .read, .read)
    case .buildString: OperandList(.write, .count, .readList)
    case .buildBinary: OperandList(.write, .count, .binarySegments)
    case .matchInteger, .matchFloat, .matchUtf8, .matchBytes:
      OperandList(.write, .read, .target, .binaryField)
    case .matchLiteral: OperandList(.write, .read, .target, .literal)
    case .skipField: OperandList(.count, .read, .target, .binaryField)
    case .matchEnd: OperandList(.read, .read, .target)
    case .switchInteger: OperandList(.read, .count, .target, .rawWord, .targetTable)
    case .switchLiteral: OperandList(.read, .count, .target, .literalTable)
    case .switchArity: OperandList(.read, .count, .target, .targetTable)
    case .enterTry: OperandList(.slotWrite, .handler)
    case .leaveTry: OperandList(.slotWrite)
    case .raiseError: OperandList(.errorKind, .read)
    case .functionClause: OperandList()
    case .reraise: OperandList(.read, .read)
    case .selfPid: OperandList(.write)
    case .send: OperandList(.read, .read)
    case .receiveStart: OperandList()
    case .receiveFromMark: OperandList(.read)
    case .receiveNext: OperandList(.write, .count, .target)
    case .receiveTake: OperandList()
    case .receiveSkip, .receiveWait: OperandList(.count, .longTarget)
    case .receiveWaitTimeout: OperandList(.read, .longTarget)
    case .floatLoad: OperandList(.floatWriteRun, .count, .target, .readList)
    case .floatConstant: OperandList(.floatWrite, .rawWord)
    case .floatAdd, .floatSubtract, .floatMultiply, .floatDivide, .floatMultiplyAdd,
      .floatMultiplySubtract:
      OperandList(.floatWrite, .floatRead, .floatRead)
    case .floatNegate, .floatSquareRoot: OperandList(.floatWrite, .floatRead)
    case .floatBox: OperandList(.floatReadRun, .count, .target, .writeList)
    case .ifFloatLess, .ifFloatLessOrEqual, .ifFloatEqual:
      OperandList(.floatRead, .floatRead, .target)
    case .ifFloatFinite: OperandList(.floatRead, .count, .target)
    // A pair has no shape of its own.
    default: OperandList()
    }
  }

  /// What the `live` byte holds.
  public var liveRole: LiveRole {
    switch self {
    case .allocate, .testHeap, .native, .guardNative, .add, .subtract, .multiply, .divide,
      .quotient, .remainder, .bitAnd, .bitOr, .bitXor, .shiftLeft, .shiftRight, .addImmediate,
      .negate, .bitNot, .guardArithmetic, .ifEqual, .ifNotEqual, .ifExactlyEqual,
      .ifNotExactlyEqual, .ifLess, .ifGreaterOrEqual, .makeMap, .updateMap, .getKey, .index,
      .concatenate, .buildString, .buildBinary, .matchInteger, .matchFloat, .matchUtf8,
      .matchBytes, .raiseError, .reraise, .send, .receiveTake, .receiveWait,
      .receiveWaitTimeout:
      .live
    case .call, .tailCall, .callRemote, .tailCallRemote, .callClosure, .tailCallClosure,
      .callDynamic, .tailCallDynamic, .apply, .tailApply, .functionClause:
      .arity
    case .matchTuple: .runLength
    case .matchCons: .write
    case .matchKeyRegister: .read
    case .floatLoad: .floatCount
    case .floatMultiplyAdd, .floatMultiplySubtract: .floatRead
    default: .unused
    }
  }

  /// Whether control never reaches the next instruction.
  public var endsBlock: Bool {
    switch self {
    case .returnValue, .tailCall, .tailCallRemote, .tailCallClosure, .tailCallDynamic, .tailApply,
      .jump, .switchInteger, .switchLiteral, .switchArity, .raiseError, .functionClause, .reraise,
      .receiveSkip, .receiveWait:
      true
    default: false
    }
  }

  /// Whether the instruction calls Martlet code, after which only X0 and the Y slots hold terms.
  public var isCall: Bool {
    switch self {
    case .call, .callRemote, .callClosure, .callDynamic, .apply: true
    default: false
    }
  }
}
