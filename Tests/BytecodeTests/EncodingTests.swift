import MartletBytecode
import TestSupport
import Testing

/// Modules as bytes.
@Suite struct EncodingTests {
  private static let literals: [Constant] = [
    .integer(0), .integer(-1), .integer(.max), .integer(.min), .float((0.1).bitPattern),
    .bigInteger(negative: true, magnitude: [1, .max, 7]),
    .bigInteger(negative: false, magnitude: [0, 1]),
    .atom(""), .atom("größer"), .binary([]), .binary([0, 0xFF, 0x80, 10]), .emptyList, .tuple([]),
    .list([.integer(1), .tuple([.atom("a"), .binary([1])])], tail: .atom("tail")),
    .map([.atom("k"), .tuple([])], [.list([.integer(2)], tail: nil), .map([], [])]),
    .externalFunction(FunctionName("List", "map", 2)),
  ]

  private static func module() -> BytecodeModule {
    var module = TestModule.rich()
    module.documentation = "What it is for: größer."
    module.literals += literals
    module.functions[0].documentation = ""
    module.functions[0].parameters = ["a", "%{b: c}"]
    module.lines.append(LineEntry(offset: module.code.count, line: 3))
    return module
  }

  @Test func modulesComeBackAsTheyWere() throws {
    let modules = [Self.module(), BytecodeModule(name: "Empty", file: "")]
    #expect(try BytecodeDecoder.decode(BytecodeEncoder.encode(modules)) == modules)
    #expect(try BytecodeDecoder.decode(BytecodeEncoder.encode([])) == [])
  }

  @Test func whatIsCutOffIsRefused() {
    let bytes = BytecodeEncoder.encode([Self.module()])
    for count in 0..<bytes.count {
      #expect(throws: BytecodeDecodingError.self) {
        try BytecodeDecoder.decode(Array(bytes.prefix(count)))
      }
    }
    #expect(throws: BytecodeDecodingError.self) { try BytecodeDecoder.decode(bytes + [0]) }
  }

  /// Whatever stands in a byte, what comes out is an error or modules that can be judged.
  @Test func brokenBytesDoNoHarm() {
    let bytes = BytecodeEncoder.encode([Self.module()])
    var numbers = SeededNumbers(seed: 7)
    var refused = 0
    for index in stride(from: 0, to: bytes.count, by: 5) {
      var broken = bytes
      broken[index] = UInt8.random(in: 0...255, using: &numbers)
      do {
        for module in try BytecodeDecoder.decode(broken) { _ = Verifier.problems(in: module) }
      } catch {
        refused += 1
      }
    }
    #expect(refused > 0)
  }

  @Test func otherFilesAreRefused() {
    let other = Array("MTBC".utf8) + [99]
    #expect {
      try BytecodeDecoder.decode(other)
    } throws: { error in
      "\(error)".contains("version 99")
    }
    #expect(throws: BytecodeDecodingError.self) {
      try BytecodeDecoder.decode(Array("print(1)".utf8))
    }
  }

  @Test func constantsThatAreNestedWithoutEndAreRefused() throws {
    var module = BytecodeModule(name: "Deep", file: "deep.mt")
    var constant = Constant.tuple([])
    for _ in 0..<999 { constant = .tuple([constant]) }
    module.literals = [constant]
    #expect(try BytecodeDecoder.decode(BytecodeEncoder.encode([module])) == [module])
    module.literals = [.list([.integer(1)], tail: .map([constant], [.integer(1)]))]
    #expect(throws: BytecodeDecodingError.self) {
      try BytecodeDecoder.decode(BytecodeEncoder.encode([module]))
    }
  }
}
