import Testing

/// The code of small functions, as a person would write it.
@Suite("Bytecode of small functions")
struct BytecodeGoldenTests {
  private func check(_ text: String, _ expected: String) throws {
    let actual = try TestCompiler.bytecode("module M {\n" + text + "\n}")
    let lines = actual.split(separator: "\n").filter { !$0.contains("# ") }
    #expect(lines.joined(separator: "\n") == expected)
  }

  @Test func framesAreMadeLate() throws {
    try check(
      "fn fib(n) when n < 2 { n }\nfn fib(n) { fib(n - 1) + fib(n - 2) }",
      """
      fn fib/1
        ifLessImmediate X0, 2, L1
        returnValue frame 0
      L1:
        allocate frame 1, 1, 0, live 1
        addImmediate X0, X0, -1, live 1
        call frame 1, fib/1, arity 1
        getSlot X1, Y0
        putSlot Y0, X0
        addImmediate X0, X1, -2, live 2
        call frame 1, fib/1, arity 1
        getSlot X1, Y0
        add X0, X1, X0, live 2
        returnValue frame 1
      """
    )
  }

  @Test func loopsStayInRegisters() throws {
    try check(
      "fn sum(n, total) { if n == 0 { total } else { sum(n - 1, total + n) } }",
      """
      fn sum/2
        ifEqualImmediate X0, 0, L1
        move X0, X1
        returnValue frame 0
      L1:
        add X1, X1, X0, live 2
        addImmediate X0, X0, -1, live 2
        tailCall frame 0, sum/2, arity 2
      """
    )
  }

  @Test func swappedArguments() throws {
    try check(
      "fn f(a, b) { f(b, a) }",
      """
      fn f/2
        swap X1, X0
        tailCall frame 0, f/2, arity 2
      """
    )
  }

  @Test func listsAreTakenApartAtOnce() throws {
    try check(
      "fn map([], _f) { [] }\nfn map([x | xs], f) { [f(x) | map(xs, f)] }",
      """
      fn map/2
        matchCons X0, X0, L1, X2
        allocate frame 3, 0, 0, live 3
        putSlot Y0, X1
        putSlot Y1, X2
        callClosure frame 3, arity 1
        putSlot Y2, X0
        getSlot X0, Y1
        getSlot X1, Y0
        call frame 3, map/2, arity 2
        getSlot X1, Y2
        testHeap 2, live 2
        cons X0, X1, X0
        returnValue frame 3
      L1:
        ifIs X0, L2, []
        loadLiteral X0, []
        returnValue frame 0
      L2:
        functionClause arity 2
      """
    )
  }

  @Test func receiveLoopsNeedNoFrame() throws {
    try check(
      """
      fn loop(n) {
        receive {
          (:add, k) when k > 0 -> loop(n + k)
          (:get, from) -> { from ! (:count, n); loop(n) }
          :stop -> :ok
        }
      }
      """,
      """
      fn loop/1
        receiveStart
      L1:
        receiveNext X1, L5
        matchTuple X1, X1..., L3, run 2
        ifIs X1, L2, :add
        ifGreaterImmediate X2, 0, L4
        receiveTake live 3
        add X0, X0, X2, live 3
        tailCall frame 0, loop/1, arity 1
      L2:
        ifIs X1, L4, :get
        receiveTake live 3
        loadLiteral X1, :count
        testHeap 3, live 3
        tuple X1, 2, X1, X0
        send X2, X1, live 3
        tailCall frame 0, loop/1, arity 1
      L3:
        ifIs X1, L4, :stop
        receiveTake live 0
        loadLiteral X0, :ok
        returnValue frame 0
      L4:
        receiveSkip L1
      L5:
        receiveWait L1, live 1
      """
    )
  }

  @Test func repliesStartAtTheirMark() throws {
    let code = try TestCompiler.bytecode(
      "fn call(p) { let r = make_ref(); p ! (r, self()); receive { (^r, x) -> x } }"
    )
    #expect(code.contains("receiveFromMark"))
    #expect(!code.contains("receiveStart"))
  }

  @Test func denseIntegersJumpByTable() throws {
    let code = try TestCompiler.bytecode(
      "fn f(n) { match n { 1 -> :a; 2 -> :b; 3 -> :c; 4 -> :d; 5 -> :e } }"
    )
    #expect(code.contains("switchInteger"))
  }

  @Test func manyAtomsAreSwitchedOn() throws {
    let code = try TestCompiler.bytecode(
      "fn f(n) { match n { (:a, x) -> x; (:b, _) -> 2; (:c, _) -> 3; (:d, y) -> y; _ -> 5 } }"
    )
    #expect(code.contains("switchLiteral"))
    #expect(code.split(separator: "\n").filter { $0.contains("matchTuple") }.count == 1)
  }

  @Test func constantsAreLiterals() throws {
    let code = try TestCompiler.bytecode("fn f() { (:a, [1, %{k: (2, <<3, 4:16>>)}], \"b\") }")
    #expect(!code.contains("testHeap"))
    #expect(!code.contains("allocate"))
  }

  @Test func arithmeticInAnOrStandsBeforeItsPair() throws {
    try check(
      "fn f(q, h, d) when q === h + d or q === h - d { true }\nfn f(_, _, _) { false }",
      """
      fn f/3
        guardArithmetic X3, X1, X2, add, L3, live 3
        ifExactlyEqual X0, X3, L1, live 4
        jump L2
      L1:
        guardArithmetic X1, X1, X2, subtract, L3, live 3
        ifExactlyEqual X0, X1, L3, live 2
      L2:
        loadLiteral X0, true
        returnValue frame 0
      L3:
        loadLiteral X0, false
        returnValue frame 0
      """
    )
  }

  @Test func oneHeapTestForSeveralTerms() throws {
    let code = try TestCompiler.bytecode("fn f(a, b) { ((a, b), [a, b | a], (b,)) }")
    #expect(code.split(separator: "\n").filter { $0.contains("testHeap") }.count == 1)
  }

  @Test func conditionsMakeNoBooleans() throws {
    let code = try TestCompiler.bytecode(
      "fn f(a, b) { if a > 1 and not (b == 2 or is_list(a)) { 1 } else { 2 } }"
    )
    #expect(!code.contains("true"))
    #expect(!code.contains("false"))
  }

  @Test func scriptsAndWaitsKeepNothingDead() throws {
    let script = try TestCompiler.bytecode(
      "fn f(x) { x }\nlet a = f(1)\nprint(f(2))\nf(a)\nf(3)\nprint(4)\n"
    )
    #expect(script.contains("clearSlot"))
    let wait = try TestCompiler.bytecode(
      "fn f(x) { g(x); g(x); receive { :go -> 1 } }\nfn g(x) { x }"
    )
    #expect(wait.contains("clearSlot"))
    let handled = try TestCompiler.bytecode(
      "fn f(x) { try { receive { :go -> 1 } } catch { (_, r) -> (x, r) } }"
    )
    #expect(!handled.contains("clearSlot"))
  }
}
