import BigInt
import Foundation
import Martlet
import MartletEmbedding
import MartletRuntime
import MartletSyntax
import Synchronization
import Testing

/// Values by themselves: literals, looking into them, equality and how they print.
@Suite struct ValueTests {
  @Test func literals() {
    let values: [Value] = [true, 7, 2.5, "text", [1, "a"], ["a": 1, 2: .nil]]
    let expected: [Value] = [
      .bool(true), .integer(7), .float(2.5), .string("text"),
      .list([.integer(1), .string("a")]),
      .map([.string("a"): .integer(1), .integer(2): .nil]),
    ]
    #expect(values == expected)
    let name = "Ann"
    #expect(Value("Hello, \(name)!") == .string("Hello, Ann!"))
    #expect(Value.fields(["a": 1, "nil": 2]) == .map([.atom("a"): 1, .nil: 2]))
  }

  @Test func normalForms() {
    #expect(Value(BigInt(5)) == 5)
    #expect(Value(BigInt(Int.min)) == .integer(.min))
    #expect(Value(BigInt(Int.max) + 1) == .bigInteger(BigInt(Int.max) + 1))
    #expect(Value(atom: "nil") == .nil)
    #expect(Value(atom: "true") == true)
    #expect(Value(atom: "false") == false)
    #expect(Value(atom: "ok") == .atom("ok"))
    #expect(Value.bytes([0x68, 0x69]) == "hi")
    #expect(Value.bytes([]) == "")
    #expect(Value.bytes([0xC3, 0xA9]) == "é")
    for bytes: [UInt8] in [[0xFF], [0xC3], [0xED, 0xA0, 0x80], [0xC0, 0x80], [0xF5, 0, 0, 0]] {
      #expect(Value.bytes(bytes) == .binary(bytes))
    }
  }

  @Test func equalityIsThatOfTheLanguage() {
    #expect(Value.integer(1) != .float(1))
    #expect(Value.float(0) == .float(-0.0))
    #expect(Value.float(.nan) == .float(.nan))
    #expect(Value.string("ok") != .atom("ok"))
    #expect(Value.list([1]) != .tuple([1]))
    // Letters that look alike but have different bytes.
    #expect(Value.string("\u{E9}") != .string("e\u{301}"))
    #expect(Value.string("a\u{323}\u{307}") != .string("a\u{307}\u{323}"))
    let map: Value = ["\u{E9}": 1, "e\u{301}": 2]
    #expect(map.count == 2)
    let long = String(repeating: "long text ", count: 20)
    #expect(Value.string(long) == .string(String(long.reversed().reversed())))
  }

  @Test func lookingInside() throws {
    let order: Value = .fields([
      "id": 7, "lines": [.tuple([.atom("sku"), 3, 2.5])], "flags": [true, .nil],
      "big": Value(BigInt(1) << 70),
    ])
    #expect(order["id"]?.integerValue == 7)
    #expect(order["lines"]?[0]?[1] == 3)
    #expect(order["lines"]?[0]?[0]?.atomValue == "sku")
    #expect(order["lines"]?[0]?[2]?.floatValue == 2.5)
    #expect(order["lines"]?[1] == nil)
    #expect(order["lines"]?[-1] == nil)
    #expect(order["nothing"] == nil)
    #expect(order["flags"]?[1]?.isNil == true)
    #expect(order["flags"]?[0]?.boolValue == true)
    #expect(order["big"]?.bigIntegerValue == BigInt(1) << 70)
    #expect(order["big"]?.integerValue == nil)
    #expect(order[.atom("id")] == 7)
    #expect(order[.string("id")] == nil)
    #expect(Value.map([.atom("a"): 1, "a": 2, 3: 4])["a"] == 1)
    #expect(Value.map(["a": 2])["a"] == 2)
    #expect(Value.map([3: 4])[3] == 4)
    #expect(Value.integer(3).floatValue == 3)
    #expect(Value.string("é").bytesValue == [0xC3, 0xA9])
    #expect(Value.binary([0xFF]).bytesValue == [0xFF])
    #expect(Value.string("é").count == 2)
    let object = Thing()
    #expect(Value.object(HostObject(object)).object(as: Thing.self) === object)
    #expect(Value.object(HostObject(object)).object(as: OtherThing.self) == nil)
  }

  private final class Thing: Sendable {}
  private final class OtherThing: Sendable {}

  @Test(
    arguments: [
      (.nil, "nil"), (.atom("ok"), ":ok"), (.atom("Counter"), "Counter"), (.atom("OK"), ":OK"),
      (.atom("two words"), ":\"two words\""), (.atom("valid?"), ":valid?"), (.atom(""), ":\"\""),
      ("say \"hi\"\n\t\\ \u{1B}", "\"say \\\"hi\\\"\\n\\t\\\\ \\e\""), ("\u{0}", "<<0>>"),
      (.binary([1, 255]), "<<1, 255>>"), ("", "\"\""), (.tuple([]), "()"), (.tuple([1]), "(1,)"),
      (.tuple([1, 2]), "(1, 2)"), ([], "[]"), ([[1], []], "[[1], []]"), (.map([:]), "%{}"),
      (1e100, "1.0e100"), (-0.5, "-0.5"), (3.0, "3.0"),
      (
        .map([
          .atom("b"): 1, .atom("a"): 2, "k": 3, 2: 4, 2.0: 5, .nil: 6, .tuple([1]): 7,
          .atom("X Y"): 8, [1]: 9, 1.5: 10, .atom("Mod"): 11,
        ]),
        "%{1.5 => 10, 2 => 4, 2.0 => 5, Mod => 11, :\"X Y\" => 8, a: 2, b: 1, nil: 6, (1,) => 7, "
          + "[1] => 9, \"k\" => 3}"
      ),
    ] as [(Value, String)]
  )
  func descriptions(value: Value, text: String) {
    #expect(value.description == text)
  }

  @Test func summariesAreShort() {
    let long = Value.list((0..<1_000_000).map { .integer($0) })
    #expect(long.summary.utf8.count < 110)
    #expect(long.summary.hasSuffix("…"))
    #expect(Value.string(String(repeating: "é", count: 1_000)).summary.utf8.count < 110)
    #expect(Value(BigInt(1) << 100_000).summary == "an integer of 100002 bits")
    #expect(Value.integer(3).summary == "3")
  }

  /// What a value prints is source, which a script's `inspect` prints again the same way.
  @Test func descriptionsAreWhatScriptsShow() throws {
    var generator = SeededGenerator(seed: 41)
    let values = (0..<150).map { _ in Value.random(&generator, depth: 4) }
    let printed = Mutex<[UInt8]>([])
    let pipeline = Pipeline(finder: ModuleFinder(folders: []))
    let source = values.map { "print(inspect(\($0)))" }.joined(separator: "\n")
    let program = pipeline.compile(SourceText(name: "values", source))
    try #require(!program.hasErrors)
    let runtime = Runtime(output: Output(receiver: { bytes in printed.withLock { $0 += bytes } }))
    for module in program.modules { try runtime.load(module) }
    #expect(runtime.run(module: "values", function: "<main>").isSuccess)
    let lines = printed.withLock { String(decoding: $0, as: UTF8.self) }
      .split(separator: "\n", omittingEmptySubsequences: false).dropLast().map(String.init)
    #expect(lines == values.map(\.description))
  }
}

/// The deepest values fit the small stacks of threads that are not the main one.
@Suite struct ValueDepthTests {
  private indirect enum Chain: Codable, Equatable {
    case end
    case link(Chain)
  }

  /// Runs on a thread with a stack of 512 KiB, as some systems give to tasks.
  private func onSmallStack(_ body: @escaping @Sendable () throws -> Void) async throws {
    try await withCheckedThrowingContinuation { (continuation: CheckedContinuation<Void, _>) in
      let thread = Thread { continuation.resume(with: Result { try body() }) }
      thread.stackSize = 512 << 10
      thread.start()
    }
  }

  @Test func deepValues() async throws {
    try await onSmallStack {
      var value = Value.integer(0)
      var other = Value.integer(0)
      for level in 0..<Value.maximumDepth {
        value = level % 3 == 0 ? .list([value]) : level % 3 == 1 ? [1: value] : .tuple([value])
        other = level % 3 == 0 ? .list([other]) : level % 3 == 1 ? [1: other] : .tuple([other])
      }
      #expect(value == other)
      #expect(value.hashValue == other.hashValue)
      #expect(value.description == other.description)
      #expect(!Value.stands(value, before: other))
      let encoded = try ValueEncoder().encode(value)
      #expect(encoded == value)
    }
  }

  @Test func deepTypes() async throws {
    try await onSmallStack {
      let chain = (0..<Value.maximumDepth / 2 - 1).reduce(Chain.end) { chain, _ in .link(chain) }
      let value = try ValueEncoder().encode(chain)
      let decoded = try ValueDecoder().decode(Chain.self, from: value)
      #expect(decoded == chain)
    }
  }
}
