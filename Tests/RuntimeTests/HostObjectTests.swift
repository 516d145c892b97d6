import Synchronization
import Testing

@testable import MartletRuntime

/// Objects of the host in heaps and messages: released with the last that holds them.
@Suite struct HostObjectTests {
  private typealias Value = MartletRuntime.Value

  /// Counts what is alive.
  private final class Count: Sendable {
    private let number = Atomic<Int>(0)

    var alive: Int { number.load(ordering: .acquiring) }

    func change(_ by: Int) { number.add(by, ordering: .acquiringAndReleasing) }
  }

  private final class Thing: Sendable {
    let name: Int
    private let count: Count

    init(_ name: Int, _ count: Count) {
      self.name = name
      self.count = count
      count.change(1)
    }

    deinit { count.change(-1) }
  }

  private let count = Count()

  private func thing(_ name: Int = 0) -> Value { .object(HostObject(Thing(name, count))) }

  /// Makes a process that no scheduler runs, and a context for it.
  private func makeContext(collectsAlways: Bool = false) -> (Runtime, ContextRef) {
    var configuration = RuntimeConfiguration()
    configuration.schedulers = 1
    configuration.collectsAlways = collectsAlways
    let runtime = Runtime(configuration: configuration)
    let context = Context.make(runtime.machine.pointee.schedulers[0])
    context.pointee.process = makeProcess(runtime)
    context.pointee.reductions = 1 << 40
    for index in 0..<16 { context.pointee.x[index] = .nil }
    return (runtime, context)
  }

  /// Makes a process that starts with a list.
  private func makeProcess(_ runtime: Runtime, _ arguments: Term = .emptyList) -> ProcessRef {
    let export = runtime.machine.pointee.code.export(Atom(.Kernel), Atom(.ok), 0)
    guard
      case .started(let pid, _) = Spawn.make(
        runtime.machine.pointee.schedulers[0],
        .function(export, arguments: arguments),
        Spawn.Options()
      ),
      let process = runtime.machine.pointee.slabs.block(pid.slot)
    else { preconditionFailure("no process") }
    return process
  }

  private func call(_ context: ContextRef, live: Int) -> NativeCall {
    NativeCall(context: context, first: 0, count: live, live: live)
  }

  private func make(_ value: Value, _ context: ContextRef, live: Int = 1) throws -> Term {
    var call = call(context, live: live)
    return try call.term(value)
  }

  private func name(_ term: Term) -> Int? {
    (HostReference.of(term).object as? Thing)?.name
  }

  // MARK: What it is to a script

  @Test func itIsWhatItIs() throws {
    let (runtime, context) = makeContext()
    defer {
      Context.destroy(context)
      runtime.tearDown()
    }
    let atoms = context.pointee.atoms
    let one = Thing(1, count)
    // Two wrappers of one object, and another object.
    let terms = try [HostObject(one), HostObject(one), HostObject(Thing(2, count))].map {
      try make(.object($0), context)
    }
    #expect(TermOrder.same(terms[0], terms[1], atoms))
    #expect(TermOrder.compare(terms[0], terms[1], atoms) == 0)
    #expect(hash(terms[0], atoms) == hash(terms[1], atoms))
    #expect(!TermOrder.same(terms[0], terms[2], atoms))
    let order = TermOrder.compare(terms[0], terms[2], atoms)
    #expect(order != 0 && TermOrder.compare(terms[2], terms[0], atoms) == -order)
    #expect(TermOrder.compare(Term(reference: 1 << 50), terms[0], atoms) < 0)
    #expect(!terms[0].isReference && !terms[0].isTuple && !terms[0].isBinary && !terms[0].isMap)
    var inspector = Inspector(atoms: atoms)
    inspector.inspect(terms[0])
    #expect(String(decoding: inspector.bytes, as: UTF8.self) == "#object<Thing>")
    #expect(HostObject(one).description == "#object<Thing>")
    #expect(HostObject(one) == HostObject(one))
    #expect(HostObject(one) != HostObject(Thing(1, count)))
    // As keys of maps, small and large.
    for size in [3, 100] {
      var pairs: [Value: Value] = [:]
      for index in 0..<size { pairs[.integer(index)] = .integer(index) }
      pairs[.object(HostObject(one))] = "here"
      let map = try make(.map(pairs), context)
      let found = try #require(Maps.find(map, try make(.object(HostObject(one)), context), atoms))
      #expect(found.isBinary)
      #expect(Maps.find(map, try make(thing(), context), atoms) == nil)
    }
  }

  @Test func itComesBack() throws {
    let (runtime, context) = makeContext()
    defer {
      Context.destroy(context)
      runtime.tearDown()
    }
    let object = Thing(7, count)
    context.pointee.x[0] = try make(.tuple([.object(HostObject(object)), 1]), context)
    let value = try call(context, live: 1).value(0)
    #expect(value == .tuple([.object(HostObject(object)), 1]))
    #expect(value[0]?.object(as: Thing.self) === object)
  }

  // MARK: Its end

  @Test(arguments: [false, true])
  func aCollectionReleasesIt(_ collectsAlways: Bool) throws {
    let (runtime, context) = makeContext(collectsAlways: collectsAlways)
    context.pointee.x[0] = try make(.list([thing(1), thing(2), "some"]), context)
    #expect(count.alive == 2)
    for _ in 0..<3 { #expect(Collector.collect(context, need: 0, live: 1)) }
    #expect(name(context.pointee.x[0].head) == 1)
    context.pointee.x[0] = context.pointee.x[0].tail
    #expect(Collector.collect(context, need: 0, live: 1, whole: true))
    #expect(count.alive == 1 && name(context.pointee.x[0].head) == 2)
    context.pointee.x[0] = .nil
    #expect(Collector.collect(context, need: 0, live: 1, whole: true))
    #expect(count.alive == 0)
    Context.destroy(context)
    runtime.tearDown()
  }

  @Test func theEndOfAProcessReleasesIt() throws {
    let (runtime, context) = makeContext()
    // Its first arguments, a message that it has received, one that waits, one not yet taken, and
    // what a name for a monitor is made of.
    context.pointee.x[0] = try make(.list([.list([thing(1)])]), context)
    let scheduler = runtime.machine.pointee.schedulers[0]
    let process = makeProcess(runtime, .emptyList)
    let other = Context.make(scheduler)
    other.pointee.process = process
    other.pointee.reductions = 1 << 40
    let message = scheduler.message(context.pointee.x[0], to: process.pid)
    process.pointee.mailbox.append(message)
    process.pointee.messageCount = 1
    #expect(
      Delivery.send(
        scheduler.message(context.pointee.x[0], to: process.pid),
        to: process.pid,
        from: nil,
        machine: runtime.machine
      )
    )
    process.pointee.stack -= 1
    process.pointee.stack[0] = try make(thing(2), other, live: 0).bits
    let reason = try make(.tuple([thing(3)]), other, live: 0)
    context.pointee.x[0] = .nil
    #expect(Collector.collect(context, need: 0, live: 1, whole: true))
    #expect(count.alive == 3)
    Exit.end(other, reason)
    Exit.finish(other)
    #expect(count.alive == 0)
    Context.destroy(other)
    Context.destroy(context)
    runtime.tearDown()
  }

  @Test func aMessageToTheDeadReleasesIt() throws {
    let (runtime, context) = makeContext()
    let machine = runtime.machine
    let scheduler = machine.pointee.schedulers[0]
    let process = makeProcess(runtime)
    let pid = process.pid
    Exit.discard(process, scheduler)
    for from in [scheduler, nil] {
      let writing = try TermWriter(.list([thing(1), thing(2)]), machine: machine)
      let signal = machine.signal(.message, to: pid, writing: writing)
      #expect(count.alive == 2)
      #expect(!Delivery.send(signal, to: pid, from: from, machine: machine))
      #expect(count.alive == 0)
    }
    // A message whose sender thinks better of it.
    let writing = try TermWriter(thing(3), machine: machine)
    let signal = machine.signal(.message, to: pid, writing: writing)
    #expect(count.alive == 1)
    scheduler.pointee.pool.drop(signal)
    #expect(count.alive == 0)
    Context.destroy(context)
    runtime.tearDown()
  }

  @Test func whatIsNeverWrittenIsReleased() throws {
    let (runtime, context) = makeContext()
    let pairs = (0..<100).map { (Value.integer($0), thing($0)) }
    func plan(_ value: consuming Value) throws {
      let writing = try TermWriter(value, machine: runtime.machine)
      #expect(writing.objectWords == 100 * 32)
      #expect(count.alive == 100)
    }
    try plan(.map(Dictionary(uniqueKeysWithValues: pairs)))
    _ = consume pairs
    #expect(count.alive == 0)
    Context.destroy(context)
    runtime.tearDown()
  }

  @Test func theEndOfTheMachineReleasesIt() throws {
    let (runtime, context) = makeContext()
    let scheduler = runtime.machine.pointee.schedulers[0]
    context.pointee.x[0] = try make(.list([thing(1)]), context)
    // Another process's start, a message, a timer, a monitor's tag.
    _ = makeProcess(runtime, context.pointee.x[0])
    let pid = context.pointee.process.pid
    let message = scheduler.message(context.pointee.x[0], to: pid)
    #expect(Delivery.send(message, to: pid, from: scheduler, machine: runtime.machine))
    _ = Timers.start(
      call(context, live: 1),
      to: pid,
      context.pointee.x[0],
      milliseconds: 60_000,
      wrapped: true
    )
    let relation = context.pointee.process.relations(scheduler).pointee.monitors.add(
      Term(reference: 77),
      other: pid,
      scheduler.pointee.pool
    )
    relation.pointee.tag = scheduler.message(context.pointee.x[0], to: pid)
    #expect(count.alive == 1)
    Context.destroy(context)
    runtime.tearDown()
    #expect(count.alive == 0)
  }

  /// Boxes are four words each, so a heap would hold very many before it is full.
  @Test func manyThatAreGarbageMakeTheProcessCollect() throws {
    let (runtime, context) = makeContext()
    try call(context, live: 0).reserve(400_000)
    for index in 0..<20_000 {
      context.pointee.x[0] = try make(thing(index), context)
      #expect(count.alive <= 2_100)
    }
    Context.destroy(context)
    runtime.tearDown()
    #expect(count.alive == 0)
  }

  @Test func manyCountAgainstTheLimitOfAProcess() throws {
    let (runtime, context) = makeContext()
    context.pointee.process.rareState.pointee.maxHeapWords = 10_000
    context.pointee.x[0] = .emptyList
    var made = 0
    #expect(throws: Raise.self) {
      while made < 1_000 {
        var call = call(context, live: 1)
        let object = call.keep(try call.term(thing(made)))
        try call.reserve(2)
        context.pointee.x[0] = call.write { $0.cons(call[object], context.pointee.x[0]) }
        made += 1
      }
    }
    #expect(made > 50 && made < 400)
    Context.destroy(context)
    runtime.tearDown()
    #expect(count.alive == 0)
  }

  /// Copies in messages, heaps, mature areas and other processes, in random order.
  @Test(arguments: 0..<6, [false, true])
  func copiesHoldIt(_ seed: Int, _ collectsAlways: Bool) throws {
    var random = SeededGenerator(UInt64(seed) + 500)
    let (runtime, context) = makeContext(collectsAlways: collectsAlways)
    let scheduler = runtime.machine.pointee.schedulers[0]
    let process = context.pointee.process
    let live = 10
    var names = [Set<Int>](repeating: [], count: live)
    var messages: [(SignalRef, Set<Int>)] = []
    var others: [ProcessRef] = []
    var made = 0
    for step in 0..<(collectsAlways ? 400 : 2_000) {
      let place = Int.random(in: 0..<live, using: &random)
      switch Int.random(in: 0..<9, using: &random) {
      case 0, 1:
        made += 1
        context.pointee.x[place] = try make(.tuple([thing(made), "and"]), context, live: live)
        names[place] = [made]
      case 2:
        messages.append(
          (scheduler.message(context.pointee.x[place], to: process.pid), names[place])
        )
      case 3:
        if let (message, _) = messages.popLast() { scheduler.pointee.pool.drop(message) }
      case 4:
        guard let (message, held) = messages.popLast() else { break }
        context.pointee.x[place] = message.pointee.term
        names[place] = held
        if Bool.random(using: &random) {
          Collector.adopt(process, message, scheduler.pointee.pool.ledger)
        } else {
          process.pointee.offHeap.append(message.offHeap)
          message.pointee.flags.remove(.offHeap)
          message.pointee.next = process.pointee.fragments
          process.pointee.fragments = message
        }
      case 5:
        let other = Int.random(in: 0..<live, using: &random)
        let call = call(context, live: live)
        try call.reserve(3)
        let pair = (context.pointee.x[place], context.pointee.x[other])
        context.pointee.x[place] = call.write { $0.tuple(pair.0, pair.1) }
        names[place].formUnion(names[other])
        // What is copied whole must not double without end.
        if names[place].count > 30 { fallthrough }
      case 6:
        context.pointee.x[place] = .nil
        names[place] = []
      case 7:
        let call = call(context, live: live)
        try call.reserve(2)
        let list = call.write { $0.cons(context.pointee.x[place], .emptyList) }
        others.append(makeProcess(runtime, list))
        if others.count > 5 { Exit.discard(others.removeFirst(), scheduler) }
      default:
        let need = Int.random(in: 0...20_000, using: &random)
        #expect(Collector.collect(context, need: need, live: live, whole: step % 5 == 0))
      }
      if step % 10 == 0 {
        for index in 0..<live {
          var found: Set<Int> = []
          var stack = [context.pointee.x[index]]
          while let term = stack.popLast() {
            if term.isTuple {
              stack += [term.element(0), term.element(1)]
            } else if term.isHostObject, let name = name(term) {
              found.insert(name)
            }
          }
          try #require(found == names[index], "step \(step)")
        }
      }
    }
    for (message, _) in messages { scheduler.pointee.pool.drop(message) }
    for other in others { Exit.discard(other, scheduler) }
    let held = names.reduce(into: Set<Int>()) { $0.formUnion($1) }
    #expect(Collector.collect(context, need: 0, live: live, whole: true))
    #expect(count.alive == held.count)
    for index in 0..<live { context.pointee.x[index] = .nil }
    #expect(Collector.collect(context, need: 0, live: live, whole: true))
    #expect(count.alive == 0)
    Context.destroy(context)
    runtime.tearDown()
  }

  /// An object that sends a message as its last act, on a thread that is giving up a message.
  @Test func itsEndMaySend() throws {
    final class Farewell: Sendable {
      private let machine: UnsafeTransfer<MachineRef>
      private let pid: UInt64

      init(_ machine: MachineRef, _ pid: UInt64) {
        self.machine = UnsafeTransfer(machine)
        self.pid = pid
      }

      deinit {
        let target = Term(bits: pid)
        guard let writing = try? TermWriter("farewell", machine: machine.value) else { return }
        let signal = machine.value.signal(.message, to: target, writing: writing)
        Delivery.send(signal, to: target, from: nil, machine: machine.value)
      }
    }
    let (runtime, context) = makeContext()
    let machine = runtime.machine
    let dead = makeProcess(runtime)
    let pid = dead.pid
    Exit.discard(dead, machine.pointee.schedulers[0])
    let target = context.pointee.process.pid
    func send() throws {
      let object = HostObject(Farewell(machine, target.bits))
      let writing = try TermWriter(.object(object), machine: machine)
      let signal = machine.signal(.message, to: pid, writing: writing)
      #expect(!Delivery.send(signal, to: pid, from: nil, machine: machine))
    }
    try send()
    let queue = context.pointee.process.pointee.queue.load(ordering: .acquiring)
    let received = try #require(SignalRef(bitPattern: queue & ~3))
    #expect(Binaries.bytes(of: received.pointee.term).elementsEqual("farewell".utf8))
    Context.destroy(context)
    runtime.tearDown()
  }
}
