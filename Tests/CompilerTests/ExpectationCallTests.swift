import MartletBytecode
import MartletCompiler
import MartletSyntax
import Testing

/// Calls of `Test` are compiled so that reports can say more.
@Suite("Calls of expectations") struct ExpectationCallTests {
  /// The code of `fn f(a, b) { body }`, one instruction a line.
  private func code(_ body: String, knows: [CompilerEnvironment.Export]? = nil) -> [String] {
    let known: [CompilerEnvironment.Export] =
      knows ?? [
        .init("expect", 1), .init("expect_comparison", 3), .init("expect_not", 1),
        .init("expect_kind", 2),
      ]
    let source = SourceText(name: "test.mt", "module M {\n  fn f(a, b) { \(body) }\n}\n")
    let (modules, _) = Compiler.compile(
      Parser.parse(source).file,
      source: source,
      environment: CompilerEnvironment(knownModules: ["Test": Set(known)])
    )
    let lines = modules.map { Disassembler($0).text }.joined().split(separator: "\n")
    return lines.map { $0.split(separator: " ").joined(separator: " ") }
      .filter { !$0.hasPrefix("#") && !$0.contains("module M") && !$0.isEmpty }
  }

  private func calls(_ body: String, knows: [CompilerEnvironment.Export]? = nil) -> [String] {
    code(body, knows: knows).filter { $0.contains("allRemote") }
  }

  @Test(arguments: ["==", "!=", "===", "!==", "<", "<=", ">", ">="])
  func comparisonsGiveBothSides(_ symbol: String) throws {
    let code = code("Test.expect(a \(symbol) b)")
    #expect(code.contains { $0.contains("Test.expect_comparison/3") })
    #expect(code.contains { $0.hasPrefix("loadLiteral") && $0.hasSuffix(":\"\(symbol)\"") })
    #expect(!code.contains { $0.hasPrefix("if") })
  }

  @Test func otherConditions() {
    #expect(calls("Test.expect(not a)").first?.contains("Test.expect_not/1") == true)
    #expect(calls("Test.expect(is_list(a))").first?.contains("Test.expect_kind/2") == true)
    #expect(code("Test.expect(is_string(a))").contains { $0.hasSuffix(":is_string") })
    #expect(calls("Test.expect(a)").first?.contains("Test.expect/1") == true)
    #expect(calls("Test.expect(a == 1 and b == 2)").first?.contains("Test.expect/1") == true)
    #expect(calls("Test.expect(a == b, 1)").first?.contains("Test.expect/2") == true)
    #expect(calls("Other.expect(a == b)").first?.contains("Other.expect/1") == true)
  }

  /// Sides are evaluated once, the left one first.
  @Test func sidesAreEvaluatedInOrder() {
    let calls = calls("Test.expect(A.one(a) < B.two(b))")
    #expect(calls.count == 3)
    #expect(calls[0].contains("A.one/1"))
    #expect(calls[1].contains("B.two/1"))
    #expect(calls[2].contains("Test.expect_comparison/3"))
  }

  /// A program's own module `Test` means what it says.
  @Test func otherModulesOfThatNameAreLeftAlone() {
    #expect(calls("Test.expect(a == b)", knows: []).first?.contains("Test.expect/1") == true)
  }

  /// The place of an expectation that ends a test is in the trace.
  @Test func expectationsKeepTheirFrame() {
    #expect(calls("Test.expect_equal(a, b)").allSatisfy { $0.hasPrefix("callRemote") })
    #expect(calls("Other.expect_equal(a, b)").allSatisfy { $0.hasPrefix("tailCallRemote") })
  }
}
