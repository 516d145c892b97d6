import Testing

/// Which arithmetic goes through F registers, and how it reads.
@Suite("Bytecode of float arithmetic")
struct FloatGoldenTests {
  private func bytecode(_ text: String) throws -> String {
    let lines = try TestCompiler.bytecode("module M {\n" + text + "\n}").split(separator: "\n")
    return lines.filter { !$0.contains("# ") }.joined(separator: "\n")
  }

  @Test func onlyTheResultIsBoxed() throws {
    let code = try bytecode("fn dot(a, b, c, d, e, f) { a * b + c * d + e * f }")
    #expect(
      code == """
        fn dot/6
          testHeap 2, live 6
          floatLoad F0..., 6, L2, X0, X1, X2, X3, X4, X5, floats 6
          floatMultiply F7, F0, F1
          floatMultiplyAdd F8, F2, F3, F7
          floatMultiplyAdd F6, F4, F5, F8
          floatBox F6..., 1, L2, X0
        L1:
          returnValue frame 0
        L2:
          multiply X0, X0, X1, live 6
          multiply X1, X2, X3, live 6
          add X0, X0, X1, live 6
          multiply X1, X4, X5, live 6
          add X0, X0, X1, live 2
          jump L1
        """
    )
  }

  @Test func aComparisonReadsFRegisters() throws {
    let code = try bytecode(
      "fn near(x, y, r) { if x * x + y * y < 0.25 * r { :near } else { :far } }"
    )
    #expect(
      code == """
        fn near/3
          floatLoad F0..., 3, L3, X0, X1, X2, floats 2
          floatConstant F5, 0.25
          floatMultiply F3, F0, F0
          floatMultiplyAdd F4, F1, F1, F3
          floatMultiply F6, F5, F2
          ifFloatFinite F4, L3
          ifFloatFinite F6, L3
          ifFloatLess F4, F6, L2
        L1:
          loadLiteral X0, :near
          returnValue frame 0
        L2:
          loadLiteral X0, :far
          returnValue frame 0
        L3:
          multiply X0, X0, X0, live 3
          multiply X1, X1, X1, live 3
          add X0, X0, X1, live 3
          loadLiteral X1, 0.25
          multiply X1, X1, X2, live 3
          ifLess X0, X1, L2, live 2
          jump L1
        """
    )
  }

  @Test func integersMayStandBesideFloats() throws {
    let code = try bytecode(
      "fn f(x, y) { let a = x * 0.5 + y; let b = a * Math.sqrt(a); f(a, b - 1) }"
    )
    #expect(
      code == """
        fn f/2
          testHeap 4, live 2
          floatLoad F0..., 2, L2, X0, X1, floats 0
          floatConstant F4, 0.5
          floatConstant F6, -1.0
          floatMultiplyAdd F2, F0, F4, F1
          floatSquareRoot F5, F2
          floatMultiplyAdd F3, F2, F5, F6
          floatBox F2..., 2, L2, X0, X1
        L1:
          tailCall frame 0, f/2, arity 2
        L2:
          loadLiteral X2, 0.5
          multiply X0, X0, X2, live 3
          add X0, X0, X1, live 2
          native X1, X0..., 1, Math.sqrt/1, live 1
          multiply X1, X0, X1, live 2
          addImmediate X1, X1, -1, live 2
          jump L1
        """
    )
  }

  /// What counts or is too short to gain anything stays as it is.
  @Test(arguments: [
    "fn f(n, m) { n * 2 + m - 1 }",
    "fn f(n, m, k) { (n + 1 + m * k) * (n - 1) + k * m - n }",
    "fn f(a, b, c) { a * b + c }",
    "fn f(a, b, c, i) { a * b + c * (i + 1) - b * (i div 2) }",
    "fn f(x) { 1.5 * x }",
    "fn f(a, b) when a * 0.5 + b * 0.5 - 1.0 < 2.0 { a }",
  ])
  func otherArithmeticStays(_ text: String) throws {
    #expect(try !bytecode(text).contains("float"))
  }

  @Test func resultsThatNobodyUsesAreChecked() throws {
    let code = try bytecode("fn f(a, b) { let _ = a * b * 2.0; a * 0.5 - b * 1.5 }")
    #expect(code.contains("ifFloatFinite"))
  }

  @Test func moreNumbersThanRegistersMakeTwoWindows() throws {
    let sum = (0..<60).map { "a * \($0).5" }.joined(separator: " + ")
    let code = try bytecode("fn f(a) { \(sum) }")
    #expect(code.split(separator: "\n").count { $0.contains("floatLoad") } > 1)
  }

  @Test func whatIsNeededAfterACallIsBoxedBeforeIt() throws {
    let code = try bytecode(
      """
      fn f(a, b) {
        let x = a * 0.5 + b * 0.25
        let y = f(x, x) + x * 2.0 * b
        try { y * 0.5 + x * y - 1.0 } catch { _ -> x * y * 0.5 - y }
      }
      """
    )
    #expect(code.split(separator: "\n").count { $0.contains("floatLoad") } == 4)
  }
}
