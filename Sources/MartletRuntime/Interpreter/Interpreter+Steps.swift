/// What several instructions of the loop do, alone and as a part of a pair.
///
/// All of it is inlined: the arguments that are `inout` stay in the loop's machine registers (fib
/// takes the same time as with each body written out).
extension Interpreter {
  typealias Registers = UnsafeMutablePointer<Term>
  typealias Code = UnsafePointer<UInt64>
  typealias Words = UnsafeMutablePointer<UInt64>

  // MARK: Moves

  @inline(__always)
  static func move(_ x: Registers, _ pc: inout Code) {
    x[Operands.a(pc)] = x[Operands.b(pc)]
    pc += 1
  }

  @inline(__always)
  static func getSlot(_ x: Registers, _ pc: inout Code, _ sp: Words) {
    x[Operands.a(pc)] = Term(bits: sp[Operands.b(pc)])
    pc += 1
  }

  @inline(__always)
  static func putSlot(_ x: Registers, _ pc: inout Code, _ sp: Words) {
    sp[Operands.a(pc)] = x[Operands.b(pc)].bits
    pc += 1
  }

  // MARK: Frames, calls and room

  /// Makes a frame; false when the process has to stop.
  @inline(__always)
  static func allocate(
    _ context: ContextRef,
    _ x: Registers,
    _ pc: inout Code,
    _ sp: inout Words,
    _ top: inout Words,
    _ reductions: inout Int,
    _ slack: Int,
    _ emptySlot: UInt64
  ) -> Bool {
    let slots = Operands.a(pc)
    if sp < top + (Operands.c(pc) &+ slots &+ slack) {
      save(context, sp, top, reductions)
      guard Cold.makeRoom(context, Operands.c(pc) &+ slots, live: Operands.live(pc)) else {
        return false
      }
      restore(context, &sp, &top, &reductions)
    }
    sp -= slots
    let kept = Operands.b(pc)
    var slot = 0
    while slot < kept {
      sp[slot] = x[slot].bits
      slot = slot &+ 1
    }
    while slot < slots {
      sp[slot] = emptySlot
      slot = slot &+ 1
    }
    pc += 1
    return true
  }

  /// Sees to room for what is built next; false when the process has to stop.
  @inline(__always)
  static func testHeap(
    _ context: ContextRef,
    _ pc: inout Code,
    _ sp: inout Words,
    _ top: inout Words,
    _ reductions: inout Int,
    _ slack: Int
  ) -> Bool {
    if sp < top + (Operands.a(pc) &+ slack) {
      save(context, sp, top, reductions)
      guard Cold.makeRoom(context, Operands.a(pc), live: Operands.live(pc)) else { return false }
      restore(context, &sp, &top, &reductions)
    }
    pc += 1
    return true
  }

  /// Calls a function of the same module; false when the slice is used up.
  @inline(__always)
  static func call(
    _ context: ContextRef,
    _ pc: inout Code,
    _ sp: inout Words,
    _ top: Words,
    _ reductions: inout Int
  ) -> Bool {
    sp -= 1
    sp[0] = UInt64(UInt(bitPattern: pc + 1))
    return enter(context, &pc, sp, top, &reductions)
  }

  /// Calls in the place of the frame; false when the slice is used up.
  @inline(__always)
  static func tailCall(
    _ context: ContextRef,
    _ pc: inout Code,
    _ sp: inout Words,
    _ top: Words,
    _ reductions: inout Int
  ) -> Bool {
    sp += Operands.a(pc)
    return enter(context, &pc, sp, top, &reductions)
  }

  @inline(__always)
  private static func enter(
    _ context: ContextRef,
    _ pc: inout Code,
    _ sp: Words,
    _ top: Words,
    _ reductions: inout Int
  ) -> Bool {
    let arity = Operands.live(pc)
    pc += Operands.long(pc)
    reductions = reductions &- 1
    guard reductions <= 0 else { return true }
    yield(context, pc, arity)
    save(context, sp, top, reductions)
    return false
  }

  @inline(__always)
  static func returnValue(_ pc: inout Code, _ sp: inout Words) {
    sp += Operands.a(pc)
    pc = UnsafePointer(bitPattern: UInt(sp[0])).unsafelyUnwrapped
    sp += 1
  }

  // MARK: Arithmetic

  /// The sum of two small integers, if it is one.
  @inline(__always)
  static func smallSum(_ x: Registers, _ pc: Code) -> Term? {
    let left = x[Operands.b(pc)].bits
    let right = x[Operands.c(pc)].bits
    guard (left | right) & 3 == 0 else { return nil }
    let (sum, overflow) = Int64(bitPattern: left).addingReportingOverflow(Int64(bitPattern: right))
    return overflow ? nil : Term(bits: UInt64(bitPattern: sum))
  }

  /// The sum of a small integer and the operand, if it is one.
  @inline(__always)
  static func smallSumImmediate(_ x: Registers, _ pc: Code) -> Term? {
    let left = x[Operands.b(pc)].bits
    guard left & 3 == 0 else { return nil }
    let (sum, overflow) = Int64(bitPattern: left).addingReportingOverflow(
      Int64(Operands.signedC(pc) << 2)
    )
    return overflow ? nil : Term(bits: UInt64(bitPattern: sum))
  }

  // MARK: Taking apart

  /// Takes a cell apart, or jumps.
  @inline(__always)
  static func matchCons(_ x: Registers, _ pc: inout Code) -> Bool {
    let list = x[Operands.a(pc)]
    guard list.isCons else {
      pc += Operands.signedC(pc)
      return false
    }
    x[Operands.b(pc)] = list.head
    x[Operands.live(pc)] = list.tail
    pc += 1
    return true
  }

  // MARK: Putting together

  @inline(__always)
  static func cons(_ x: Registers, _ pc: inout Code, _ top: inout Words) {
    top[0] = x[Operands.b(pc)].bits
    top[1] = x[Operands.c(pc)].bits
    x[Operands.a(pc)] = Term(cons: top)
    top += 2
    pc += 1
  }

  @inline(__always)
  static func tuple(_ x: Registers, _ pc: inout Code, _ top: inout Words) {
    let count = Operands.b(pc)
    top[0] = UInt64(count) << 16 | BoxHeader.tag
    let list = UnsafeRawPointer(pc + 1).assumingMemoryBound(to: UInt16.self)
    var index = 0
    while index < count {
      top[index &+ 1] = x[Operands.listed(list, index)].bits
      index = index &+ 1
    }
    x[Operands.a(pc)] = Term(box: top)
    top += count &+ 1
    pc += 1 &+ (count &+ 3) >> 2
  }

  // MARK: Ways out of the loop and back

  /// Puts the loop's state where the rest of the machine finds it.
  @inline(__always)
  static func save(_ context: ContextRef, _ sp: Words, _ top: Words, _ reductions: Int) {
    context.pointee.process.pointee.stack = sp
    context.pointee.process.pointee.top = top
    context.pointee.reductions = reductions
  }

  /// Takes the loop's state from there.
  @inline(__always)
  static func restore(
    _ context: ContextRef,
    _ sp: inout Words,
    _ top: inout Words,
    _ reductions: inout Int
  ) {
    let process = context.pointee.process
    sp = process.pointee.stack
    top = process.pointee.top
    reductions = context.pointee.reductions
  }

  /// Runs the instruction outside of the loop; false when the process has to stop.
  @inline(__always)
  static func detour(
    _ context: ContextRef,
    _ pc: inout Code,
    _ sp: inout Words,
    _ top: inout Words,
    _ reductions: inout Int,
    _ run: (ContextRef, Code) -> Code?
  ) -> Bool {
    save(context, sp, top, reductions)
    guard let next = run(context, pc) else { return false }
    pc = next
    restore(context, &sp, &top, &reductions)
    return true
  }

  /// Notes that the slice is used up at a function's entry.
  @inline(__always)
  static func yield(_ context: ContextRef, _ pc: Code, _ live: Int) {
    context.pointee.process.pointee.pc = pc
    context.pointee.leave = .yield
    context.pointee.leaveLive = live
  }
}
