import MartletBytecode
import Testing

@testable import MartletRuntime

/// A context and a process in which terms can be made and natives called without a scheduler.
///
/// Every allocation of a native that is called here collects and moves everything, and its slices
/// are short, so that stale terms and lost progress show at once.
final class TermsHarness {
  /// Owns all that the contexts refer to.
  private let runtime: Runtime
  /// Terms are made here; nothing collects as long as there is room.
  let quiet: ContextRef
  /// Natives run here; every allocation collects.
  let loud: ContextRef
  /// The reductions of a slice.
  var slice = 4_000
  /// How often the last native gave its scheduler up.
  private(set) var yields = 0

  init() {
    (runtime, quiet, loud) = TermsHarness.makeContexts()
  }

  deinit {
    quiet.deallocate()
    Context.destroy(loud)
  }

  var atoms: AtomTableRef { quiet.pointee.atoms }

  /// A call for making terms; what it makes is not kept over a native's call.
  func makeCall() -> NativeCall { NativeCall(context: quiet, first: 0, count: 0, live: 0) }

  /// Makes room for so many words, so that what is made next stays where it is.
  func makeRoom(_ words: Int, live: Int = 0) throws {
    try NativeCall(context: quiet, first: 0, count: 0, live: live).reserve(words)
  }

  /// Calls something with terms in the first registers until it no longer yields.
  func run(
    _ arguments: [Term],
    _ body: (inout NativeCall) throws(Raise) -> Term
  ) throws -> Term {
    for (index, argument) in arguments.enumerated() { loud.pointee.x[index] = argument }
    // As at the start of a slice: the other context may have moved terms.
    loud.pointee.forgetMaps()
    yields = 0
    while true {
      loud.pointee.reductions = slice
      var call = NativeCall(
        context: loud,
        first: 0,
        count: arguments.count,
        live: arguments.count
      )
      let result = try body(&call)
      if result != .yield { return result }
      yields += 1
      // Between two slices everything moves.
      #expect(Collector.collect(loud, need: 1_000, live: arguments.count))
    }
  }

  /// Calls a native function.
  func call(_ module: NativeModule, _ name: String, _ arguments: Term...) throws -> Term {
    let native = try #require(
      module.functions.first { $0.name == name && $0.parameters.count == arguments.count }
    )
    return try run(arguments) { call throws(Raise) in try native.body(&call) }
  }

  /// The reason with which a native raises, or nil when it does not.
  func reason(_ module: NativeModule, _ name: String, _ arguments: Term...) throws -> String? {
    let native = try #require(
      module.functions.first { $0.name == name && $0.parameters.count == arguments.count }
    )
    do {
      _ = try run(arguments) { call throws(Raise) in try native.body(&call) }
      return nil
    } catch {
      return text(loud.pointee.reason)
    }
  }

  /// A term as `inspect` shows it.
  func text(_ term: Term) -> String {
    var inspector = Inspector(atoms: atoms)
    inspector.inspect(term)
    return String(decoding: inspector.bytes, as: UTF8.self)
  }
}

/// A value to make terms of, and to compare them with.
indirect enum Value {
  case int(Int)
  /// Sign and magnitude, least significant word first; it fits no machine word.
  case big(negative: Bool, [UInt64])
  case float(Double)
  case atom(String)
  case binary([UInt8])
  case tuple([Value])
  case list([Value])
  case map([(Value, Value)])
}

extension TermsHarness {
  /// Makes a term; there must be room.
  func make(_ value: Value) throws -> Term {
    var call = makeCall()
    switch value {
    case .int(let value): return try call.integer(value)
    case .big(let negative, let words): return try call.integer(words: words, negative: negative)
    case .float(let value): return try call.float(value)
    case .atom(let text): return try call.atom(text)
    case .binary(let bytes): return try call.binary(bytes)
    case .tuple(let elements):
      let terms = try elements.map(make)
      return call.write { $0.tuple(terms) }
    case .list(let elements):
      let terms = try elements.map(make)
      return call.write { $0.list(terms) }
    case .map(let pairs):
      var map = call.write { Term(box: $0.box(.smallMap, size: 0)) }
      for (key, value) in pairs {
        map = try Maps.put(&call, map: map, key: make(key), value: make(value))
      }
      return map
    }
  }

  /// A random value of at most `depth` levels; few different ones, so that equal ones meet.
  func randomValue(_ generator: inout some RandomNumberGenerator, depth: Int = 3) -> Value {
    let kind = Int.random(in: 0..<(depth > 0 ? 12 : 8), using: &generator)
    func several() -> [Value] {
      (0..<Int.random(in: 0...3, using: &generator)).map { _ in
        randomValue(&generator, depth: depth - 1)
      }
    }
    switch kind {
    case 0, 1: return .int(Int.random(in: -3...3, using: &generator))
    case 2:
      let edges = [1 << 53, 1 << 53 + 1, Int.max, Int.min, 1 << 61, -(1 << 61), 1 << 61 - 1]
      return .int(edges.randomElement(using: &generator) ?? 0)
    case 3:
      return .big(
        negative: .random(using: &generator),
        [.random(in: 0...1, using: &generator), .random(in: 1...2, using: &generator)]
      )
    case 4:
      let floats = [0.0, -0.0, 1, -1, 2.5, 0x1p53, 0x1p61, 0x1p63, -0x1p63, 0x1p64, 0x1p65, 1e300]
      return .float(floats.randomElement(using: &generator) ?? 0)
    case 5:
      return .atom(
        ["a", "ab", "b", "nil", "abcdefghi", "abcdefghj"].randomElement(using: &generator) ?? "a"
      )
    case 6, 7:
      let count = Int.random(in: 0...3, using: &generator) * 5
      return .binary((0..<count).map { _ in UInt8.random(in: 0...1, using: &generator) })
    case 8, 9: return .tuple(several())
    case 10: return .list(several())
    default:
      let keys = several()
      return .map(keys.map { ($0, randomValue(&generator, depth: depth - 1)) })
    }
  }
}

/// A generator with a seed, so that a failure can be repeated.
struct SeededGenerator: RandomNumberGenerator {
  private var state: UInt64

  init(_ seed: UInt64) { state = seed }

  mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var bits = state
    bits = (bits ^ bits >> 30) &* 0xBF58_476D_1CE4_E5B9
    bits = (bits ^ bits >> 27) &* 0x94D0_49BB_1331_11EB
    return bits ^ bits >> 31
  }
}
