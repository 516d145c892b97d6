import MartletBytecode
import MartletCompiler
import MartletSyntax
import Testing

/// Programs at random, with fixed seeds and a fixed number of cases.
@Suite("Every program compiles to bytecode that the verifier accepts")
struct CompilerFuzzTests {
  @Test(arguments: 0..<8)
  func generatedPrograms(_ part: Int) {
    var compiled = 0
    for seed in (part * 25)..<(part * 25 + 25) {
      var generator = ProgramGenerator(seed: UInt64(seed))
      let text = generator.module()
      let (modules, diagnostics) = TestCompiler.compile(text)
      let errors = diagnostics.filter { $0.isError }
      #expect(errors.isEmpty, "seed \(seed): \(errors.map(\.message))")
      for module in modules {
        let problems = Verifier.problems(in: module)
        #expect(problems.isEmpty, "seed \(seed): \(problems)")
        compiled += 1
      }
      #expect(TestCompiler.compile(text).modules == modules, "seed \(seed) is not deterministic")
    }
    #expect(compiled > 20)
  }

  /// Programs with errors in them give messages, or bytecode that the verifier accepts.
  @Test(arguments: 0..<4)
  func damagedPrograms(_ part: Int) {
    var random = SplitMix(state: UInt64(part))
    for seed in 0..<30 {
      var generator = ProgramGenerator(seed: UInt64(seed))
      var words = generator.module().split(separator: " ", omittingEmptySubsequences: false)
      for _ in 0..<3 {
        let first = Int.random(in: words.indices, using: &random)
        words.swapAt(first, Int.random(in: words.indices, using: &random))
      }
      let source = SourceText(name: "fuzz.mt", words.joined(separator: " "))
      let parsed = Parser.parse(source)
      let (modules, diagnostics) = Compiler.compile(
        parsed.file,
        source: source,
        environment: TestCompiler.environment
      )
      if parsed.hasErrors { continue }
      #expect(modules.isEmpty == diagnostics.contains(where: \.isError))
      for module in modules {
        let problems = Verifier.problems(in: module)
        #expect(problems.isEmpty, "\(problems) in \(words.joined(separator: " "))")
      }
    }
  }
}
