import MartletBytecode
import Testing

/// How bytecode reads as text.
@Suite struct DisassemblerTests {
  @Test func namesLabelsLinesAndLiterals() {
    let text = Disassembler(TestModule.rich()).text
    #expect(text.hasPrefix("module Rich  # rich.mt\n\nfn arithmetic/2\n  # line 1\n"))
    let parts = [
      "  ifLess X0, X1, L3, live 2\n",
      "  allocate frame 3, 2, 0, live 2\n  enterTry Y2, L2\n  # line 2\n  add X2, X0, X1, live 2\n",
      "  guardArithmetic X3, X0, X1, quotient, L1, live 3\n",
      "  call frame 3, data/1, arity 1\n",
      "L1:\n  getSlot X0, Y0\n",
      "  callRemote frame 3, Other.f/2, arity 2\n",
      "  loadInteger X1, -40000\n",
      "  switchArity X0, 3, L4, else, L1, L2\n",
      "  switchLiteral X1, 2, L4, :ok, L4, 0, L4\n",
      "  matchTuple X0, X1..., L4, run 2\n",
      "  closure X6, 1, &closure_body/1, X5\n",
      "  matchCons X0, X1, L4, X2\n",
      "  ifIs X1, L4, :ok\n",
      "  raiseError badMatch, X0, live 1\n",
      "  matchLiteral X1, X0, L1, \"GET \"\n",
      "  matchInteger X2, X0, L1, at X1:16*1-little, live 2\n",
      "  buildBinary X0, 2, X2:8*1/int, X3:rest*8/bytes, live 4\n",
      "  floatLoad F0..., 2, L1, X0, X1, floats 1\n  floatConstant F2, 1.5\n",
      "  floatMultiplyAdd F1, F1, F2, F0\n  ifFloatFinite F1, L1\n",
      "  floatBox F0..., 2, L1, X0, X1\n",
      "private fn closure_body/1  # captures 1\n",
      "  native X0, X0..., 2, List.member?/2, live 2\n",
    ]
    for part in parts { #expect(text.contains(part), "\(part) is not in\n\(text)") }
  }

  @Test func nonsenseReadsAsWords() {
    let text = Disassembler(TestModule.make([0xFE, 0x1FF])).text
    #expect(text.contains("  word 0xfe\n  word 0x1ff\n"))
  }

  @Test(arguments: [
    (Constant.integer(-7), "-7"),
    (.bigInteger(negative: true, magnitude: [1, 0xAB]), "-0xab0000000000000001"),
    (.float((1.0).bitPattern), "1.0"), (.float((1e300).bitPattern), "1.0e300"),
    (.float((-1.5e-7).bitPattern), "-1.5e-7"), (.float((-0.0).bitPattern), "-0.0"),
    (.atom("ok"), ":ok"), (.atom("nil"), "nil"), (.atom("a b"), ":\"a b\""),
    (.atom("Net.Tcp"), "Net.Tcp"), (.atom("EXIT"), ":\"EXIT\""), (.atom(""), ":\"\""),
    (.atom("empty?"), ":empty?"), (.atom("?"), ":\"?\""),
    (.binary(Array("a\"\\\n\u{1B}é".utf8)), "\"a\\\"\\\\\\n\\eé\""),
    (.binary([0, 255]), "<<0, 255>>"),
    (.tuple([]), "()"), (.tuple([.integer(1)]), "(1,)"),
    (.tuple([.integer(1), .emptyList]), "(1, [])"),
    (.list([.integer(1), .integer(2)], tail: .atom("t")), "[1, 2 | :t]"),
    (.map([.atom("a"), .integer(1)], [.integer(2), .tuple([])]), "%{a: 2, 1 => ()}"),
    (.externalFunction(FunctionName("List", "map", 2)), "&List.map/2"),
  ])
  func constantsReadAsSource(_ constant: Constant, _ source: String) {
    #expect(constant.source == source)
  }
}
