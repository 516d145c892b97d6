import MartletBytecode
import MartletCompiler
import MartletSyntax
import Testing

/// Compiles texts as the tests want them.
enum TestCompiler {
  /// The names of some native functions, enough for the programs of the tests.
  static let environment: CompilerEnvironment = {
    let kernel = [
      ("print", 1), ("print_values", 1), ("inspect", 1), ("to_string", 1), ("spawn", 1),
      ("spawn", 2), ("spawn", 3), ("monitor", 1), ("make_ref", 0), ("exit", 1), ("throw", 1),
      ("stacktrace", 0), ("node", 0), ("++", 2), ("--", 2), ("..", 2), ("length", 1),
      ("byte_size", 1), ("tuple_size", 1), ("map_size", 1), ("elem", 2), ("hd", 1), ("tl", 1),
      ("abs", 1),
    ].map { FunctionName("Kernel", $0.0, $0.1) }
    let others = [
      FunctionName("List", "reverse", 1), FunctionName("Map", "to_list", 1),
      FunctionName("Math", "sqrt", 1),
    ]
    return CompilerEnvironment(
      natives: NativeTable((kernel + others).map { NativeSignature($0) }),
      knownModules: [
        "List": [.init("map", 2), .init("filter", 2), .init("reduce", 3)],
        "Map": [.init("get", 2), .init("put", 3), .init("merge", 2)],
      ]
    )
  }()

  /// Compiles a text that parses.
  static func compile(
    _ text: String,
    name: String = "test.mt"
  ) -> (modules: [BytecodeModule], diagnostics: [Diagnostic]) {
    let source = SourceText(name: name, text)
    let parsed = Parser.parse(source)
    guard !parsed.hasErrors else { return ([], parsed.diagnostics) }
    return Compiler.compile(parsed.file, source: source, environment: environment)
  }

  /// The bytecode of the first module of a text, as text.
  static func bytecode(_ text: String) throws -> String {
    let result = compile(text)
    #expect(result.diagnostics.isEmpty, "\(result.diagnostics)")
    let module = try #require(result.modules.first)
    try Verifier.verify(module)
    return Disassembler(module).text
  }

  /// The codes of the messages about a text.
  static func codes(_ text: String) -> [String] { compile(text).diagnostics.map(\.code) }
}

/// A generator of numbers that gives the same ones in every run.
struct SplitMix: RandomNumberGenerator {
  var state: UInt64

  mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var value = state
    value = (value ^ (value >> 30)) &* 0xBF58_476D_1CE4_E5B9
    value = (value ^ (value >> 27)) &* 0x94D0_49BB_1331_11EB
    return value ^ (value >> 31)
  }
}
