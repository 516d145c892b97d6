import Testing

@testable import MartletRuntime

/// Collections of random graphs: what was there before is there afterwards.
@Suite struct CollectorTests {
  /// Makes a process that no scheduler runs, and a context for it.
  private static func make(collectsAlways: Bool) -> (Runtime, ContextRef) {
    var configuration = RuntimeConfiguration()
    configuration.schedulers = 1
    configuration.collectsAlways = collectsAlways
    let runtime = Runtime(configuration: configuration)
    let scheduler = runtime.machine.pointee.schedulers[0]
    let export = runtime.machine.pointee.code.export(Atom(.Kernel), Atom(.ok), 0)
    let context = Context.make(scheduler)
    guard
      case .started(let pid, _) = Spawn.make(
        scheduler,
        .function(export, arguments: .emptyList),
        Spawn.Options()
      ),
      let process = runtime.machine.pointee.slabs.block(pid.slot)
    else { preconditionFailure("no process") }
    context.pointee.process = process
    context.pointee.reductions = 1 << 40
    return (runtime, context)
  }

  private static func text(_ term: Term, _ context: ContextRef) -> [UInt8] {
    var inspector = Inspector(atoms: context.pointee.atoms)
    inspector.inspect(term)
    return Array(inspector.bytes)
  }

  /// Makes a term that refers to some of the first `live` registers.
  private static func term(
    _ context: ContextRef,
    live: Int,
    _ random: inout SeededGenerator
  ) throws -> Term {
    func call() -> NativeCall { NativeCall(context: context, first: 0, count: 0, live: live) }
    // Not the last one, which is only there to be large.
    func any() -> Term { context.pointee.x[Int.random(in: 0..<(live - 1), using: &random)] }
    switch Int.random(in: 0..<9, using: &random) {
    case 0: return try call().integer(Int.random(in: Int.min...Int.max, using: &random))
    case 1:
      let words = (0..<Int.random(in: 2...40, using: &random)).map { _ in random.next() | 1 }
      let call = call()
      return try call.integer(words: words, negative: Bool.random(using: &random))
    case 2: return try call().float(Double.random(in: -1e9...1e9, using: &random))
    case 3:
      let call = call()
      return try call.binary([UInt8](repeating: 65, count: Int.random(in: 0...60, using: &random)))
    case 4:
      let call = call()
      let count = Int.random(in: 100...3_000, using: &random)
      return try call.binary((0..<count).map { _ in UInt8.random(in: 0...255, using: &random) })
    case 5:
      let count = Int.random(in: 1...20, using: &random)
      let call = call()
      try call.reserve(count + 1)
      let elements = (0..<count).map { _ in any() }
      return call.write { $0.tuple(elements) }
    case 6:
      let count = Int.random(in: 1...50, using: &random)
      let call = call()
      try call.reserve(2 * count)
      let elements = (0..<count).map { _ in any() }
      return call.write { $0.list(elements) }
    case 7:
      let call = call()
      try call.reserve(2)
      let (head, tail) = (any(), any())
      return call.write { $0.cons(head, tail) }
    default:
      // Garbage, so that there is something to collect.
      let call = call()
      try call.reserve(600)
      return call.write { $0.list((0..<300).map { Term(small: $0) }) }
    }
  }

  @Test(arguments: 0..<8, [false, true])
  func graphsSurvive(_ seed: Int, _ collectsAlways: Bool) throws {
    var random = SeededGenerator(UInt64(seed))
    let (runtime, context) = Self.make(collectsAlways: collectsAlways)
    let live = 12
    for index in 0..<live { context.pointee.x[index] = Term(small: index) }
    var texts = (0..<live).map { Self.text(context.pointee.x[$0], context) }
    // So much that there is a mature area.
    let room = NativeCall(context: context, first: 0, count: 0, live: live)
    try room.reserve(40_000)
    context.pointee.x[live] = room.write { $0.list((0..<20_000).map { Term(small: $0) }) }
    var hadMature = false
    for step in 0..<(collectsAlways ? 150 : 1_000) {
      let place = Int.random(in: 0..<live, using: &random)
      let made = try Self.term(context, live: live + 1, &random)
      context.pointee.x[place] = made
      // Graphs share their parts, so their texts could grow without end.
      var text = Self.text(made, context)
      if text.count > 4_000 {
        context.pointee.x[place] = .nil
        text = Self.text(.nil, context)
      }
      texts[place] = text
      if step.isMultiple(of: 7) {
        let need = Int.random(in: 0...3_000, using: &random)
        #expect(Collector.collect(context, need: need, live: live + 1))
        let process = context.pointee.process
        #expect(process.pointee.top + need <= process.pointee.stack)
      }
      if step.isMultiple(of: 20) {
        for index in 0..<live {
          #expect(Self.text(context.pointee.x[index], context) == texts[index], "step \(step)")
        }
      }
      hadMature = hadMature || context.pointee.process.pointee.old != nil
    }
    #expect(hadMature)
    // Without roots a process shrinks to next to nothing.
    for index in 0...live { context.pointee.x[index] = .nil }
    #expect(Collector.collect(context, need: 0, live: live, whole: true))
    #expect(context.pointee.process.usedWords < 200)
    #expect(context.pointee.process.pointee.offHeap.first == 0)
    if let old = context.pointee.process.pointee.old {
      #expect(old.pointee.offHeap.first == 0)
    }
    Context.destroy(context)
    runtime.tearDown()
  }

  @Test(arguments: 0..<6)
  func sharedBytesLiveAsLongAsSomebodyHoldsThem(_ seed: Int) throws {
    var random = SeededGenerator(UInt64(seed) + 100)
    let (runtime, context) = Self.make(collectsAlways: false)
    let scheduler = runtime.machine.pointee.schedulers[0]
    for index in 0..<8 { context.pointee.x[index] = .nil }
    let call = NativeCall(context: context, first: 0, count: 0, live: 8)
    context.pointee.x[0] = try call.binary([UInt8](repeating: 7, count: 1_000))
    let box = context.pointee.x[0].address
    let shared = try #require(SharedBytesRef(bitPattern: UInt(box[1])))
    SharedBytes.retain(shared)
    #expect(shared.pointee.owners.load(ordering: .relaxed) == 2)
    var messages: [SignalRef] = []
    for _ in 0..<600 {
      let place = Int.random(in: 1..<8, using: &random)
      switch Int.random(in: 0..<6, using: &random) {
      case 0:
        // A copy in a message has its own box.
        let source = context.pointee.x[place == 1 ? 0 : place]
        messages.append(scheduler.message(source, to: context.pointee.process.pid))
      case 1:
        if let message = messages.popLast() { scheduler.pointee.pool.drop(message) }
      case 2:
        // Received, and left in its signal until the next collection, or made part of the mature
        // area.
        guard let message = messages.popLast() else { break }
        context.pointee.x[place] = message.pointee.term
        if Bool.random(using: &random) {
          Collector.adopt(context.pointee.process, message, scheduler.pointee.pool.ledger)
        } else {
          context.pointee.process.pointee.offHeap.append(message.offHeap)
          message.pointee.flags.remove(.offHeap)
          message.pointee.next = context.pointee.process.pointee.fragments
          context.pointee.process.pointee.fragments = message
        }
      case 3:
        try call.reserve(4)
        let pair = [context.pointee.x[0], context.pointee.x[place]]
        context.pointee.x[place] = call.write { $0.tuple(pair) }
      case 4: context.pointee.x[place] = .nil
      default:
        #expect(Collector.collect(context, need: .random(in: 0...20_000, using: &random), live: 8))
      }
      #expect(shared.pointee.owners.load(ordering: .relaxed) >= 2)
      let bytes = Binaries.bytes(of: context.pointee.x[0])
      #expect(bytes.count == 1_000 && bytes.allSatisfy { $0 == 7 })
      // Nested pairs, copied whole into messages, must not double without end.
      if Self.text(context.pointee.x[place], context).count > 20_000 {
        context.pointee.x[place] = .nil
      }
    }
    for message in messages { scheduler.pointee.pool.drop(message) }
    for index in 0..<8 { context.pointee.x[index] = .nil }
    #expect(Collector.collect(context, need: 0, live: 8, whole: true))
    #expect(shared.pointee.owners.load(ordering: .relaxed) == 1)
    SharedBytes.release(shared)
    Context.destroy(context)
    runtime.tearDown()
  }

  /// A list that only grows, of parts of messages and of its own: all is soon promoted at once.
  @Test
  func whatIsPromotedAtOnceRefersToNothingYounger() throws {
    let (runtime, context) = Self.make(collectsAlways: false)
    let scheduler = runtime.machine.pointee.schedulers[0]
    let process = context.pointee.process
    // So much that the mature area has room for several young collections.
    let beginning = NativeCall(context: context, first: 0, count: 0, live: 0)
    try beginning.reserve(400_000)
    let first = [Term](repeating: .nil, count: 200_000)
    context.pointee.x[0] = beginning.write { $0.list(first) }
    #expect(Collector.collect(context, need: 0, live: 1, whole: true))
    var promotedAtOnce = false
    let count = 60_000
    for number in 0..<count {
      var call = NativeCall(context: context, first: 0, count: 0, live: 1)
      var element = Term(small: number)
      if number.isMultiple(of: 50) {
        // Two numbers in a message that stays in its signal until the next collection.
        try call.reserve(3)
        let sent = call.write { $0.tuple(Term(small: number), Term(small: -number)) }
        let message = scheduler.message(sent, to: process.pid)
        message.pointee.next = process.pointee.fragments
        process.pointee.fragments = message
        element = message.pointee.term
      }
      let kept = call.keep(element)
      try call.reserve(2)
      context.pointee.x[0] = call.write { $0.cons(call[kept], context.pointee.x[0]) }
      promotedAtOnce = promotedAtOnce || (process.pointee.old?.pointee.promotesAtOnce ?? 0) > 0
    }
    #expect(promotedAtOnce)
    #expect(Collector.collect(context, need: 0, live: 1, whole: true))
    var rest = context.pointee.x[0]
    for number in (0..<count).reversed() {
      let element = rest.head
      if number.isMultiple(of: 50) {
        try #require(element.isTuple(of: 2))
        #expect(element.element(0).small == number && element.element(1).small == -number)
      } else {
        try #require(element == Term(small: number))
      }
      rest = rest.tail
    }
    var length = 0
    while rest.isCons {
      length += 1
      rest = rest.tail
    }
    #expect(length == first.count && rest.isEmptyList)
    Context.destroy(context)
    runtime.tearDown()
  }
}
