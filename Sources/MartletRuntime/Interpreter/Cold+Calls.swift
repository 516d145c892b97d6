import MartletBytecode

/// Calls whose callee is not known at once.
extension Cold {
  /// The most arguments a call may have.
  static let arityLimit = 200

  /// A remote call of a function that is not there: it may be native, its module may still be to
  /// be loaded, or it does not exist.
  @inline(never)
  static func undefined(
    _ context: ContextRef,
    _ pc: UnsafePointer<UInt64>,
    _ export: ExportRef,
    _ arity: Int
  ) -> Next {
    // Acquire: the entry is seen as it was written.
    let number = export.pointee.native.load(ordering: .acquiring)
    if number > 0 {
      let result = native(
        context,
        number - 1,
        first: 0,
        count: arity,
        live: arity
      )
      if result.isSpecial { return special(context, pc, result) }
      context.pointee.x[0] = result
      if Operands.opcode(pc) == .callRemote { return pc + 3 }
      return leaveFrame(context, pc)
    }
    let call = NativeCall(context: context, first: 0, count: arity, live: arity)
    switch ModuleFinding.find(call, export.pointee.module) {
    case .waiting: return again(context, pc, .wait, live: arity)
    case .loaded where export.pointee.code.load(ordering: .acquiring) != 0: return pc
    case .loaded, .missing:
      context.pointee.undefined = export
      return raised(context, .undef)
    }
  }

  /// A call that waited for its module to be loaded finds it loaded, and goes on without asking.
  @inline(never)
  static func settle(_ context: ContextRef, _ pc: UnsafePointer<UInt64>) {
    switch Operands.opcode(pc) {
    case .callRemote, .tailCallRemote:
      let export = ExportRef(bitPattern: UInt(pc[1])).unsafelyUnwrapped
      if export.pointee.native.load(ordering: .relaxed) == 0,
        export.pointee.code.load(ordering: .acquiring) != 0
      {
        NativeCall(context: context, first: 0, count: 0, live: 0).finish()
      }
    default: break
    }
  }

  /// Returns X0 from a function in whose place a tail call stood.
  private static func leaveFrame(_ context: ContextRef, _ pc: UnsafePointer<UInt64>) -> Next {
    let process = context.pointee.process
    let sp = process.pointee.stack + Operands.a(pc)
    process.pointee.stack = sp + 1
    return UnsafePointer(bitPattern: UInt(sp[0]))
  }

  /// Pushes the return address of a call, or removes the frame of a tail call.
  private static func enter(
    _ context: ContextRef,
    _ pc: UnsafePointer<UInt64>,
    length: Int,
    isTail: Bool
  ) {
    let process = context.pointee.process
    if isTail {
      process.pointee.stack += Operands.a(pc)
    } else {
      process.pointee.stack -= 1
      process.pointee.stack[0] = UInt64(UInt(bitPattern: pc + length))
    }
    context.pointee.reductions &-= 1
  }

  /// Where a call of an export goes: its code, or a stub that finds out why it has none.
  private static func place(_ export: ExportRef) -> UnsafePointer<UInt64> {
    UnsafePointer(bitPattern: export.pointee.code.load(ordering: .acquiring))
      ?? UnsafePointer(export.pointee.stub)
  }

  /// `f(x)` where X[arity] is no closure of that arity.
  @inline(never)
  static func callValue(_ context: ContextRef, _ pc: UnsafePointer<UInt64>) -> Next {
    let x = context.pointee.x
    let arity = Operands.live(pc)
    let function = x[arity]
    let isTail = Operands.opcode(pc) == .tailCallClosure
    if function.isBox(.externalFunction) {
      let export = ExportRef(bitPattern: UInt(function.word(0))).unsafelyUnwrapped
      if export.pointee.arity == arity {
        enter(context, pc, length: 1, isTail: isTail)
        return place(export)
      }
    }
    return badFunction(context, function, arity)
  }

  /// Raises `(:badarity, (f, arguments))` or `(:badfun, f)`; the arguments are X0..<arity.
  private static func badFunction(_ context: ContextRef, _ function: Term, _ arity: Int) -> Next {
    var call = NativeCall(context: context, first: 0, count: arity, live: arity)
    guard function.isFunction else { return raised(context, call.error(.badfun, function)) }
    let kept = call.keep(function)
    do {
      try call.reserve(2 * arity + 6)
      return raised(
        context,
        call.error(
          call.write { writer in
            var arguments = Term.emptyList
            for index in (0..<arity).reversed() { arguments = writer.cons(call[index], arguments) }
            return writer.tuple(.atom(.badarity), writer.tuple(call[kept], arguments))
          }
        )
      )
    } catch { return raised(context, error) }
  }

  /// `callDynamic`, `apply` and their tail forms; `traced`, which so takes no room in the loop.
  @inline(never)
  static func dynamicCall(_ context: ContextRef, _ pc: UnsafePointer<UInt64>) -> Next {
    switch Operands.opcode(pc) {
    case .callDynamic: callMember(context, pc, isTail: false)
    case .tailCallDynamic: callMember(context, pc, isTail: true)
    case .apply: apply(context, pc, isTail: false)
    case .traced: TracedCalls.run(context, pc)
    default: apply(context, pc, isTail: true)
    }
  }

  /// `mod.f(x)`: X[arity] is an atom or a map.
  private static func callMember(
    _ context: ContextRef,
    _ pc: UnsafePointer<UInt64>,
    isTail: Bool
  ) -> Next {
    let x = context.pointee.x
    let arity = Operands.live(pc)
    let target = x[arity]
    let name = Term(bits: pc[1])
    if target.isAtom {
      let export = context.pointee.scheduler.pointee.exports
        .find(target.atom, name.atom, arity, context.pointee.machine.pointee.code)
      enter(context, pc, length: 3, isTail: isTail)
      return place(export)
    }
    var call = NativeCall(context: context, first: 0, count: arity, live: arity + 1)
    guard target.isMap else { return raised(context, call.error(.badmap, target)) }
    guard let function = Maps.find(target, name, context.pointee.atoms) else {
      return raised(context, call.error(.badkey, name))
    }
    x[arity] = function
    enter(context, pc, length: 3, isTail: isTail)
    return context.pointee.machine.pointee.code.closureStub(arity)
  }

  /// `apply(f, arguments)` and `apply(Mod, :f, arguments)`.
  private static func apply(
    _ context: ContextRef,
    _ pc: UnsafePointer<UInt64>,
    isTail: Bool
  ) -> Next {
    let x = context.pointee.x
    let isNamed = Operands.live(pc) == 3
    let arguments = x[isNamed ? 2 : 1]
    var count = 0
    var rest = arguments
    while rest.isCons, count <= arityLimit {
      count += 1
      rest = rest.tail
    }
    guard rest.isEmptyList else {
      return raised(context, count > arityLimit ? .system_limit : .badarg)
    }
    if isNamed {
      guard x[0].isAtom, x[1].isAtom else { return raised(context, .badarg) }
      let export = context.pointee.scheduler.pointee.exports
        .find(x[0].atom, x[1].atom, count, context.pointee.machine.pointee.code)
      spread(arguments, x)
      enter(context, pc, length: 1, isTail: isTail)
      return place(export)
    }
    let function = x[0]
    spread(arguments, x)
    x[count] = function
    enter(context, pc, length: 1, isTail: isTail)
    return context.pointee.machine.pointee.code.closureStub(count)
  }

  /// Puts the elements of a list in X0….
  static func spread(_ list: Term, _ x: UnsafeMutablePointer<Term>) {
    var rest = list
    var index = 0
    while rest.isCons {
      x[index] = rest.head
      rest = rest.tail
      index += 1
    }
  }
}

/// Finds the module of a call when it is first needed.
enum ModuleFinding {
  /// What came of it.
  enum Result {
    /// The process waits; the instruction is to be run again.
    case waiting
    /// A module of that name is loaded.
    case loaded
    /// There is none.
    case missing
  }

  /// Looks for a module: it may be loaded, or be found and loaded on the blocking pool.
  static func find(_ call: NativeCall, _ module: Atom) -> Result {
    let machine = call.machine
    if machine.pointee.code.module(module) != nil, call.continuation == nil { return .loaded }
    let transfer = UnsafeTransfer(machine)
    guard let loaded = call.blocking({ load(transfer.value, module) }) else { return .waiting }
    return loaded ? .loaded : .missing
  }

  /// Finds and loads a module unless it is loaded, on a thread that may block; gives whether it is
  /// there now.
  static func load(_ machine: MachineRef, _ module: Atom) -> Bool {
    if machine.pointee.code.module(module) != nil { return true }
    let name = machine.pointee.atoms.pointee.text(module)
    guard let modules = machine.pointee.hooks.findModule(name) else { return false }
    for module in modules {
      do throws(LoadError) {
        try Loader(machine: machine).load(module)
      } catch {
        machine.pointee.hooks.reportLoadError(error)
        return false
      }
    }
    return machine.pointee.code.module(module) != nil
  }
}
