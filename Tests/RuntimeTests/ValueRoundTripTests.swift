import BigInt
import MartletBytecode
import Testing

@testable import MartletRuntime

/// Values that become terms and values again.
@Suite struct ValueRoundTripTests {
  private typealias Value = MartletRuntime.Value

  private let harness = TermsHarness()

  /// Makes a term in a heap where nothing moves.
  private func make(_ value: Value) throws -> Term {
    var call = harness.makeCall()
    return try call.term(value)
  }

  /// Reads a term in slices, between which everything moves.
  private func read(_ term: Term, limit: Int = 1 << 30) throws -> Value {
    var result: Value?
    _ = try harness.run([term]) { call throws(Raise) in
      guard let value = try call.readValue(0, limit: limit) else { return .yield }
      result = value
      return .nil
    }
    return try #require(result)
  }

  private func expectRoundTrip(_ value: Value) throws {
    let term = try make(value)
    #expect(harness.text(term) == value.description)
    #expect(try read(term) == value)
  }

  /// A random value with parts of every kind.
  private func random(_ generator: inout SeededGenerator, depth: Int) -> Value {
    func several() -> [Value] {
      (0..<Int.random(in: 0...4, using: &generator)).map { _ in
        random(&generator, depth: depth - 1)
      }
    }
    switch Int.random(in: 0..<(depth > 0 ? 16 : 11), using: &generator) {
    case 0: return .nil
    case 1: return .bool(.random(using: &generator))
    case 2: return .integer(.random(in: -9...9, using: &generator))
    case 3: return .integer(Int(bitPattern: UInt(truncatingIfNeeded: generator.next())))
    case 4:
      let words = (0..<Int.random(in: 1...30, using: &generator)).map { _ in
        UInt(truncatingIfNeeded: generator.next())
      }
      let sign: BigInt.Sign = Bool.random(using: &generator) ? .minus : .plus
      return Value(BigInt(sign: sign, magnitude: BigUInt(words: words)))
    case 5: return .float(.random(in: -1e9...1e9, using: &generator))
    case 6: return Value(atom: ["ok", "nil", "a b", "Δ"].randomElement(using: &generator) ?? "ok")
    case 7:
      let count = Int.random(in: 0...200, using: &generator)
      return .string(String(repeating: "é", count: count / 2) + (count % 2 == 0 ? "" : "x"))
    case 8:
      let count = Int.random(in: 0...200, using: &generator)
      return .bytes((0..<count).map { _ in .random(in: 0...255, using: &generator) })
    case 9: return .pid(ProcessID(bits: harness.quiet.pointee.process.pid.bits, machine: serial))
    case 10:
      let reference = Term(reference: .random(in: 0..<1 << 50, using: &generator))
      return .reference(ReferenceID(bits: reference.bits, machine: serial))
    case 11, 12: return .list(several())
    case 13, 14: return .tuple(several())
    default:
      let pairs = several().map { ($0, random(&generator, depth: depth - 1)) }
      return .map(Dictionary(pairs) { $1 })
    }
  }

  private var serial: UInt64 { harness.quiet.pointee.machine.pointee.serial }

  @Test(arguments: 0..<8)
  func randomValuesComeBack(_ seed: Int) throws {
    var generator = SeededGenerator(UInt64(seed) + 900)
    try harness.makeRoom(400_000)
    harness.slice = seed.isMultiple(of: 2) ? 4_000 : 64
    for _ in 0..<60 { try expectRoundTrip(random(&generator, depth: 4)) }
  }

  @Test func theEndsOfEveryKindComeBack() throws {
    try harness.makeRoom(10_000)
    let integers = [0, -1, .max, .min, 1 << 61, 1 << 61 - 1, -(1 << 61), -(1 << 61) - 1]
    for integer in integers { try expectRoundTrip(.integer(integer)) }
    for shift in [63, 64, 127, 128, 1000] {
      try expectRoundTrip(Value(BigInt(1) << shift))
      try expectRoundTrip(Value(-(BigInt(1) << shift)))
    }
    for count in 0...200 {
      try expectRoundTrip(.string(String(repeating: "a", count: count)))
      try expectRoundTrip(.bytes([UInt8](repeating: 0xFF, count: count)))
    }
    for float in [0.0, 1.5, .greatestFiniteMagnitude, .leastNonzeroMagnitude, -1e-300] {
      try expectRoundTrip(.float(float))
    }
    for value in [Value.list([]), .tuple([]), .map([:]), .tuple([1]), .string("")] {
      try expectRoundTrip(value)
    }
    // What an `Int` holds has one form, whoever made the value.
    #expect(try make(.bigInteger(5)) == Term(small: 5))
    let twice = try make(.map([.bigInteger(5): "a", .integer(5): "b", 7: "c", 3: "d"]))
    #expect(Maps.count(twice) == 3)
    #expect(Maps.find(twice, Term(small: 7), harness.atoms) != nil)
  }

  @Test(arguments: [0, 1, 2, 31, 32, 33, 40, 64, 257, 1_000, 5_000])
  func mapsAreThoseThatScriptsBuild(_ count: Int) throws {
    var generator = SeededGenerator(UInt64(count))
    try harness.makeRoom(2_000_000)
    var pairs: [Value: Value] = [:]
    while pairs.count < count {
      let number = Int.random(in: 0..<1 << 40, using: &generator)
      let key: Value =
        switch number % 4 {
        case 0: .integer(number)
        case 1: .string("key \(number)")
        case 2: .tuple([.integer(number), "of", .list([.integer(number % 10)])])
        default: .float(Double(number))
        }
      pairs[key] = .list([.integer(number), key])
    }
    let map = try make(.map(pairs))
    #expect(Maps.count(map) == count)
    // One pair after the other, as programs do it, in another order.
    var call = harness.makeCall()
    var built = call.write { Term(box: $0.box(.smallMap, size: 0)) }
    for (key, value) in pairs.shuffled(using: &generator) {
      built = try Maps.put(&call, map: built, key: call.term(key), value: call.term(value))
    }
    #expect(TermOrder.same(map, built, harness.atoms))
    #expect(hash(map, harness.atoms) == hash(built, harness.atoms))
    for (key, value) in pairs.prefix(500) {
      let found = try #require(Maps.find(map, make(key), harness.atoms))
      #expect(TermOrder.same(found, try make(value), harness.atoms))
    }
    #expect(try read(map) == .map(pairs))
  }

  @Test func mapsInMapsComeBack() throws {
    try harness.makeRoom(2_000_000)
    let inner = Value.map(
      Dictionary(uniqueKeysWithValues: (0..<100).map { (.integer($0), .string("\($0)")) })
    )
    let long = Value.string(String(repeating: "long ", count: 40))
    let outer = Value.map([inner: .list([inner, long]), .atom("a"): inner, long: .tuple([long])])
    try expectRoundTrip(outer)
    harness.slice = 64
    let pairs = (0..<100).map { (Value.tuple([.integer($0), inner]), outer) }
    let deep = Value.map(Dictionary(uniqueKeysWithValues: pairs))
    #expect(try read(make(deep)) == deep)
    #expect(harness.yields > 10)
  }

  @Test func longBinariesComeBack() throws {
    try harness.makeRoom(1_000)
    harness.slice = 1_000
    // Scalars of all lengths, so that pieces end within them.
    let text = String(repeating: "a\u{E9}\u{20AC}\u{1F600}", count: 100_000)
    #expect(try read(make(.string(text))) == .string(text))
    #expect(harness.yields > 5)
    var bytes = Array(text.utf8)
    bytes[900_000] = 0xFF
    #expect(try read(make(.binary(bytes))) == .binary(bytes))
    let zeros = [UInt8](repeating: 0x80, count: 1 << 20)
    #expect(try read(make(.binary(zeros))) == .binary(zeros))
  }

  @Test func longListsAreReadInSlices() throws {
    try harness.makeRoom(500_000)
    let list = Value.list((0..<50_000).map { .tuple([.integer($0), .float(Double($0))]) })
    let term = try make(list)
    var rest = term
    for index in 0..<50_000 {
      try #require(rest.head.element(0).small == index)
      rest = rest.tail
    }
    #expect(rest.isEmptyList)
    // From here on everything moves.
    #expect(try read(term) == list)
    #expect(harness.yields > 5)
  }

  @Test func severalArgumentsAreReadTogether() throws {
    try harness.makeRoom(100_000)
    harness.slice = 64
    let first = Value.list((0..<3_000).map { .integer($0) })
    let second = Value.map(["a": 1, "b": first])
    var result: [Value]?
    let arguments = try [make(first), make(second), make("third")]
    _ = try harness.run(arguments) { call throws(Raise) in
      guard let values = try call.readValues(0..<3, limit: 1 << 20) else { return .yield }
      result = values
      return .nil
    }
    #expect(result == [first, second, "third"])
    #expect(harness.yields > 10)
    var small = NativeCall(context: harness.quiet, first: 0, count: 3, live: 3)
    harness.quiet.pointee.x[2] = try small.term(.list([1, "two"]))
    #expect(try small.value(2) == .list([1, "two"]))
  }

  @Test func functionsAreNames() throws {
    try harness.makeRoom(100)
    let export = harness.quiet.pointee.machine.pointee.code.export(Atom(.Kernel), Atom(.ok), 0)
    let function = harness.makeCall().write { writer in
      let box = writer.box(.externalFunction, size: 1)
      box[1] = UInt64(UInt(bitPattern: export))
      return Term(box: box)
    }
    let value = try read(function)
    #expect(value.description == "&Kernel.ok/0")
    #expect(try read(function) == value)
    #expect(throws: TermWriteProblem.function) { try refuse(.list([value])) }
  }

  // MARK: What is refused

  private func refuse(_ value: Value) throws(TermWriteProblem) {
    _ = try TermWriter(value, machine: harness.quiet.pointee.machine)
  }

  private func nested(_ depth: Int) -> Value {
    (0..<depth).reduce(Value.integer(1)) { value, level in
      level % 3 == 0 ? .list([value]) : level % 3 == 1 ? .tuple([value]) : .map([1: value])
    }
  }

  @Test func depthIsLimited() throws {
    try harness.makeRoom(100_000)
    let deepest = nested(Value.maximumDepth)
    let term = try make(deepest)
    #expect(try read(term) == deepest)
    #expect(throws: TermWriteProblem.tooDeep) { try refuse(nested(Value.maximumDepth + 1)) }
    let deeper = harness.makeCall().write { $0.list([term]) }
    #expect(throws: (any Error).self) { try read(deeper) }
    #expect(harness.text(harness.loud.pointee.reason) == ":system_limit")
    // Deep to the left.
    var list = Term.emptyList
    for _ in 0..<10_000 { list = harness.makeCall().write { $0.cons(list, .emptyList) } }
    #expect(throws: (any Error).self) { try read(list) }
  }

  @Test func improperListsAreRefused() throws {
    try harness.makeRoom(100)
    let list = harness.makeCall().write { $0.cons(Term(small: 1), Term(small: 2)) }
    #expect(throws: (any Error).self) { try read(list) }
    #expect(harness.text(harness.loud.pointee.reason) == ":badarg")
  }

  @Test func sharedPartsAreFoundBeforeMemoryIsUsedUp() throws {
    try harness.makeRoom(10_000)
    var term = Term.emptyList
    for _ in 0..<100 { term = harness.makeCall().write { $0.tuple(term, term) } }
    #expect(throws: (any Error).self) { try read(term, limit: 1 << 20) }
    #expect(harness.text(harness.loud.pointee.reason) == ":system_limit")
    // A list whose memory would be too much is found out before it is taken.
    try harness.makeRoom(300_000)
    func list() -> Term {
      harness.makeCall().write { $0.list([Term](repeating: .nil, count: 100_000)) }
    }
    #expect(throws: (any Error).self) { try read(list(), limit: 1 << 20) }
    try harness.makeRoom(300_000)
    #expect(try read(list(), limit: 4 << 20).count == 100_000)
  }

  @Test func whatTheMachineHasNoMemoryForIsRefused() throws {
    var configuration = RuntimeConfiguration()
    configuration.schedulers = 1
    configuration.maxMemory = 8 << 20
    let runtime = Runtime(configuration: configuration)
    defer { runtime.tearDown() }
    func refuse(_ value: Value) throws(TermWriteProblem) {
      _ = try TermWriter(value, machine: runtime.machine)
    }
    var shared = Value.list([1])
    for _ in 0..<60 { shared = .list([shared, shared]) }
    #expect(throws: TermWriteProblem.tooLarge) { try refuse(shared) }
    let large = Value.string(String(repeating: "x", count: 10 << 20))
    #expect(throws: TermWriteProblem.tooLarge) { try refuse(large) }
    #expect(throws: TermWriteProblem.tooLarge) { try refuse(Value(BigInt(1) << (1 << 21))) }
  }

  @Test func whatBelongsToNoScriptIsRefused() throws {
    let foreign = Runtime(configuration: RuntimeConfiguration())
    defer { foreign.tearDown() }
    let other = foreign.machine.pointee.serial
    #expect(other != serial)
    let pid = harness.quiet.pointee.process.pid.bits
    #expect(throws: TermWriteProblem.foreign) {
      try refuse(.tuple([.pid(ProcessID(bits: pid, machine: other))]))
    }
    let reference = Term(reference: 7).bits
    #expect(throws: TermWriteProblem.foreign) {
      try refuse(.reference(ReferenceID(bits: reference, machine: other)))
    }
    // No word of another kind passes for a pid.
    #expect(throws: TermWriteProblem.foreign) {
      try refuse(.pid(ProcessID(bits: 0xDEAD_BEE2, machine: serial)))
    }
    #expect(throws: TermWriteProblem.notFinite) { try refuse(.map([1: .float(.infinity)])) }
    #expect(throws: TermWriteProblem.notFinite) { try refuse(.float(.nan)) }
  }

  @Test func atomsHaveALimit() throws {
    var configuration = RuntimeConfiguration()
    configuration.schedulers = 1
    configuration.maxAtoms = 1
    let runtime = Runtime(configuration: configuration)
    defer { runtime.tearDown() }
    let atoms = (0..<20_000).map { Value.atom("atom \($0)") }
    #expect(throws: TermWriteProblem.tooManyAtoms) {
      _ = try TermWriter(.list(atoms), machine: runtime.machine)
    }
    #expect(throws: TermWriteProblem.tooManyAtoms) {
      try refuse(.atom(String(repeating: "a", count: 2_000)))
    }
  }

  // MARK: Signals

  @Test(arguments: 0..<4)
  func signalsHoldValues(_ seed: Int) throws {
    var generator = SeededGenerator(UInt64(seed) + 40)
    let machine = harness.quiet.pointee.machine
    let pool = Pool(depot: machine.pointee.depot)
    for _ in 0..<60 {
      var value = random(&generator, depth: 4)
      if Int.random(in: 0..<8, using: &generator) == 0 {
        let numbers = (0..<Int.random(in: 0..<400, using: &generator)).map { Value.integer($0) }
        value = .map(Dictionary(uniqueKeysWithValues: numbers.map { ($0, value) }))
      }
      let writing = try TermWriter(value, machine: machine)
      let words = writing.words
      let signal = pool.signal(.message, to: .nil, writing: writing)
      #expect(signal.pointee.words == UInt32(words))
      #expect(harness.text(signal.pointee.term) == value.description)
      var reader = TermReader([signal.pointee.term], machine, limit: 1 << 24)
      var steps = Int.max
      #expect(try reader.run(&steps))
      #expect(reader.values == [value])
      pool.drop(signal)
    }
    // What was planned and never written is given back.
    let binary = Value.string(String(repeating: "x", count: 1_000))
    let pairs = (0..<100).map { (Value.integer($0), binary) }
    let unused = try TermWriter(.map(Dictionary(uniqueKeysWithValues: pairs)), machine: machine)
    #expect(unused.bytes == 100_000)
  }
}
