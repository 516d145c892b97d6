import Foundation
import MartletBytecode
import Synchronization
import Testing

@testable import MartletRuntime

/// Where traced functions are entered, and that code changes while processes run it.
@Suite struct TraceTests {
  /// Whether the thread sanitizer watches.
  ///
  /// It takes a mutex that a thread had to wait for, and every change of a field beside one that others
  /// read, for a race; so no test in this target runs scheduler threads under it.
  private static let isSanitized =
    dlsym(UnsafeMutableRawPointer(bitPattern: 0), "__tsan_init") != nil

  /// A module with `main/0`, which starts processes that run `worker/1` for ever, and traces all
  /// functions so many times meanwhile; and the private `step/1`, which `worker/1` calls.
  private static func makeModule(rounds: Int, workers: Int = 3) -> BytecodeModule {
    var assembler = Assembler(name: "Work", file: "work.mt")
    let spawn = assembler.importIndex(FunctionName("Kernel", "spawn", 3))
    let calls = assembler.importIndex(FunctionName("Trace", "calls", 4))
    let stop = assembler.importIndex(FunctionName("Trace", "stop", 1))
    func literal(_ constant: Constant) -> UInt64 { UInt64(assembler.literal(constant)) }
    func end(_ name: String, _ arity: Int, isExported: Bool = true) {
      assembler.endFunction(
        BytecodeFunction(name: name, arity: arity, isExported: isExported, entry: 0, length: 0)
      )
    }

    assembler.beginFunction(line: 1)
    for _ in 0..<workers {
      assembler.emit(Instruction(.loadLiteral, a: 0), literal(.atom("Work")))
      assembler.emit(Instruction(.loadLiteral, a: 1), literal(.atom("worker")))
      assembler.emit(
        Instruction(.loadLiteral, a: 2),
        literal(.list([.integer(1 << 40)], tail: nil))
      )
      assembler.emit(Instruction(.native, live: 3, a: 0, b: 0, c: 3), UInt64(spawn))
    }
    assembler.emit(Instruction(.loadInteger, a: 0, long: rounds))
    assembler.emitCall(.tailCall, frame: 0, arity: 1, function: 3)
    end("main", 0)

    assembler.beginFunction(line: 2)
    assembler.emit(Instruction(.allocate, live: 1, a: 1, b: 1))
    assembler.emitCall(.call, frame: 1, arity: 1, function: 2)
    assembler.emit(Instruction(.getSlot, a: 0, b: 0))
    assembler.emit(Instruction(.addImmediate, live: 1, a: 0, b: 0, c: -1))
    assembler.emitCall(.tailCall, frame: 1, arity: 1, function: 1)
    end("worker", 1)

    assembler.beginFunction(line: 3)
    assembler.emit(Instruction(.returnValue))
    end("step", 1, isExported: false)

    assembler.beginFunction(line: 4)
    let more = assembler.makeLabel()
    let bad = assembler.makeLabel()
    assembler.emit(Instruction(.ifInteger16, a: 0, b: 0), target: more)
    assembler.emit(Instruction(.returnValue))
    assembler.place(more)
    assembler.emit(Instruction(.loadLiteral, a: 1), literal(.atom("Work")))
    assembler.emit(Instruction(.loadLiteral, a: 2), literal(.atom("any")))
    assembler.emit(Instruction(.loadLiteral, a: 3), literal(.atom("any")))
    assembler.emit(
      Instruction(.loadLiteral, a: 4),
      literal(.map([.atom("limit"), .atom("returns")], [.integer(40), .atom("true")]))
    )
    assembler.emit(Instruction(.native, live: 5, a: 1, b: 1, c: 4), UInt64(calls))
    assembler.emit(Instruction(.matchTuple, live: 3, a: 1, b: 2), target: bad)
    assembler.emit(Instruction(.native, live: 4, a: 1, b: 3, c: 1), UInt64(stop))
    assembler.emit(Instruction(.addImmediate, live: 1, a: 0, b: 0, c: -1))
    assembler.emitCall(.tailCall, frame: 0, arity: 1, function: 3)
    assembler.place(bad)
    assembler.emit(Instruction(.raiseError, live: 2, a: 0, b: 1))
    end("rounds", 1, isExported: false)
    return assembler.finish()
  }

  private static func makeRuntime(schedulers: Int) -> Runtime {
    var configuration = RuntimeConfiguration()
    configuration.schedulers = schedulers
    return Runtime(configuration: configuration)
  }

  private static func atom(_ text: String, in runtime: Runtime) throws -> Atom {
    let atom = runtime.machine.pointee.atoms.pointee.intern(text)
    return try #require(atom)
  }

  /// The newest version of the module.
  private static func work(in runtime: Runtime) throws -> LoadedModule {
    let module = runtime.machine.pointee.code.module(try atom("Work", in: runtime))
    return try #require(module)
  }

  /// Traces a function of the module for a process that there is not.
  private static func trace(_ function: String, in runtime: Runtime) throws -> Trace {
    let atoms = runtime.machine.pointee.atoms
    let trace = Trace(
      reference: runtime.machine.pointee.schedulers[0].pointee.makeReference(),
      tracer: Term(pidSlot: 0, generation: 0),
      target: .functions(
        module: try atom("Work", in: runtime),
        function: try atom(function, in: runtime),
        arity: nil
      ),
      limit: 1
    )
    let versions = runtime.machine.pointee.code.versions(of: "Work")
    runtime.machine.pointee.traces.add(trace, versions, atoms)
    return trace
  }

  @Test func aTracedFunctionIsEnteredElsewhereByAll() throws {
    let runtime = TraceTests.makeRuntime(schedulers: 1)
    try runtime.load(TraceTests.makeModule(rounds: 1))
    let module = try TraceTests.work(in: runtime)
    let machine = runtime.machine
    let before = (0..<module.bytecode.code.count).map { module.code[$0] }
    let worker = try TraceTests.atom("worker", in: runtime)
    let name = module.functions[0].module
    let export = machine.pointee.code.export(name, worker, 1)
    let plain = UInt(bitPattern: module.entry(1))
    #expect(export.pointee.code.load(ordering: .relaxed) == plain)

    let traces = [
      try TraceTests.trace("worker", in: runtime), try TraceTests.trace("step", in: runtime),
    ]
    machine.pointee.code.route([module], machine.pointee.traces)
    #expect(
      export.pointee.code.load(ordering: .relaxed) == UInt(bitPattern: module.tracedEntry(1))
    )
    for index in 0..<4 {
      let isTraced = index == 1 || index == 2
      let entry = isTraced ? module.tracedEntry(index) : module.entry(index)
      #expect(module.functions[index].code == entry)
      let word = module.tracedEntry(index)
      #expect(Operands.opcode(word) == .traced)
      #expect(word + Operands.long(word) == module.entry(index))
      // A process that is about to enter the function is in it.
      let place = try #require(machine.pointee.code.locate(word))
      #expect(place.offset == module.bytecode.functions[index].entry)
    }
    // The two calls in `worker`, one of which the loader has made a part of a pair.
    let call = module.entry(1) + 1
    let loop = module.entry(1) + 4
    #expect(call + Operands.long(call) == module.tracedEntry(2))
    #expect(loop + Operands.long(loop) == module.tracedEntry(1))
    #expect(Operands.opcode(loop) == .tailCall)
    #expect(zip(before, 0...).filter { $0 != module.code[$1] }.count == 2)

    // A new version is traced from the start; an old one does not get the calls back.
    try runtime.load(TraceTests.makeModule(rounds: 1))
    let newer = try TraceTests.work(in: runtime)
    #expect(newer !== module)
    #expect(newer.functions[1].code == newer.tracedEntry(1))
    #expect(
      export.pointee.code.load(ordering: .relaxed) == UInt(bitPattern: newer.tracedEntry(1))
    )

    var modules: [LoadedModule] = []
    for trace in traces { modules += machine.pointee.traces.remove(trace) }
    machine.pointee.code.route(modules, machine.pointee.traces)
    #expect((0..<module.bytecode.code.count).map { module.code[$0] } == before)
    for index in 0..<4 {
      #expect(module.functions[index].code == module.entry(index))
      #expect(newer.functions[index].code == newer.entry(index))
    }
    #expect(export.pointee.code.load(ordering: .relaxed) == UInt(bitPattern: newer.entry(1)))
  }

  @Test func aSchedulerWithWorkDoesNotWaitForOneThatIsHeldUp() throws {
    let runtime = TraceTests.makeRuntime(schedulers: 2)
    try runtime.load(TraceTests.makeModule(rounds: 1))
    let machine = runtime.machine
    let scheduler = machine.pointee.schedulers[0]
    let name = try TraceTests.work(in: runtime).functions[0].module
    let export = machine.pointee.code.export(name, try TraceTests.atom("main", in: runtime), 0)
    guard
      case .started(let pid, _) = Spawn.make(
        scheduler,
        .function(export, arguments: .emptyList),
        Spawn.Options()
      )
    else {
      Issue.record("no process was made")
      return
    }
    let process = machine.pointee.slabs.block(pid.slot)
    scheduler.pointee.queues.append(try #require(process))
    // The second one has a thread and never comes.
    machine.pointee.started.store(0b11, ordering: .relaxed)
    let isDone = Atomic(false)
    let worker = try TraceTests.trace("worker", in: runtime)
    let module = try TraceTests.work(in: runtime)
    machine.pointee.codeChanges.request([module], machine) {
      isDone.store(true, ordering: .relaxed)
    }
    machine.pointee.codeChanges.meet(scheduler)
    #expect(isDone.load(ordering: .relaxed) == false)
    #expect(machine.pointee.attention.load(ordering: .relaxed) == true)
    #expect(module.functions[1].code == module.entry(1))
    // It works for a while, then waits again.
    #expect(scheduler.pointee.impatientUntil > Clock.monotonic)
    machine.pointee.codeChanges.meet(scheduler)
    #expect(isDone.load(ordering: .relaxed) == false)

    machine.pointee.started.store(0b01, ordering: .relaxed)
    scheduler.pointee.impatientUntil = 0
    machine.pointee.codeChanges.meet(scheduler)
    #expect(isDone.load(ordering: .relaxed) == true)
    #expect(machine.pointee.attention.load(ordering: .relaxed) == false)
    #expect(module.functions[1].code == module.tracedEntry(1))
    #expect(machine.pointee.traces.remove(worker).count == 1)
  }

  @Test(.disabled(if: isSanitized), arguments: [1, 2, 4])
  func codeChangesWhileProcessesRunIt(schedulers: Int) throws {
    let runtime = TraceTests.makeRuntime(schedulers: schedulers)
    try runtime.load(TraceTests.makeModule(rounds: 50))
    let report = runtime.run(module: "Work", function: "main")
    #expect(report.isSuccess)
    #expect(runtime.machine.pointee.traces.all.isEmpty)
    // Events were told.
    #expect(runtime.statistics.messages > 0)
  }

  @Test(.disabled(if: isSanitized))
  func codeChangesWhileSchedulersStart() throws {
    for _ in 0..<10 {
      let runtime = TraceTests.makeRuntime(schedulers: 4)
      try runtime.load(TraceTests.makeModule(rounds: 1, workers: 8))
      #expect(runtime.run(module: "Work", function: "main").isSuccess)
      #expect(runtime.machine.pointee.traces.all.isEmpty)
    }
  }
}
