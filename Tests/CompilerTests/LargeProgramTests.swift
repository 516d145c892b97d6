import MartletBytecode
import Testing

/// Programs of unreasonable size compile in reasonable time or are refused with a message.
@Suite("Large programs")
struct LargeProgramTests {
  private func check(_ text: String, _ comment: Comment) throws {
    let (modules, diagnostics) = TestCompiler.compile(text)
    if diagnostics.contains(where: \.isError) { return }
    #expect(!modules.isEmpty, comment)
    for module in modules { try Verifier.verify(module) }
  }

  private func clauses(_ count: Int, _ clause: (Int) -> String) -> String {
    "module M {\n" + (0..<count).map { clause($0) + "\n" }.joined() + "}\n"
  }

  @Test func manyClauses() throws {
    try check(clauses(3_000) { "fn f(\($0)) { \($0) }" }, "integers")
    try check(clauses(3_000) { "fn f(\"k\($0)\") { \($0) }" }, "strings")
    try check(clauses(3_000) { "fn f((:k\($0), x)) { g(x, \($0)) }" } + "", "undefined g")
    try check(clauses(3_000) { "fn f((:k\($0), x)) { x + \($0) }" }, "tagged tuples")
    try check(clauses(1_000) { "fn f(%{k\($0): x}) when x > \($0) { x }" }, "maps with guards")
    try check(
      clauses(3_000) { $0 % 2 == 0 ? "fn f(\($0), _) { 1 }" : "fn f(_, \($0)) { 2 }" },
      "columns in turn"
    )
  }

  @Test func longLiterals() throws {
    let calls = (0..<5_000).map { "f(\($0))" }
    let define = "fn f(x) { x }\n"
    try check(define + "print([\(calls.joined(separator: ","))])\n", "list")
    try check(
      define + "print(%{\(calls.map { "\($0) => 1" }.joined(separator: ","))})\n",
      "map"
    )
    try check(define + "print(\"\(calls.map { "\\(\($0))" }.joined())\")\n", "string")
    #expect(
      TestCompiler.codes(define + "print((\(calls.joined(separator: ","))))\n") == ["too-large"]
    )
    let digits = String(repeating: "7", count: 20_000)
    try check("print(\(digits))\n", "integer")
  }

  @Test func manyValuesAtOnce() throws {
    let names = (0..<190).map { "a\($0)" }
    let parameters = names.joined(separator: ", ")
    try check(
      """
      fn f(\(parameters)) {
        let (\((0..<150).map { "b\($0)" }.joined(separator: ", "))) = a0
        [\((0..<150).map { "b\($0) + a\($0)" }.joined(separator: ", "))]
      }
      print(&f/190)
      """,
      "more than there are registers"
    )
    let lets = (0..<600).map { "let x\($0) = self()\n" }.joined()
    try check(lets + "print([\((0..<600).map { "x\($0)" }.joined(separator: ","))])\n", "lets")
  }

  @Test func farTargets() throws {
    let steps = (0..<6_000).map { "if x > \($0) { print(\($0)) }\n" }.joined()
    try check(
      "fn f(x) {\n\(steps)match x { 1 -> :a; 2 -> :b; 3 -> :c; 4 -> :d }\n}\nprint(f(1))\n",
      "ifs"
    )
    let bodies = (0..<1_500).map { "fn f(\($0), x) { (x, \($0), [x, x], g(x), g(x), g(x)) }\n" }
    try check("\(bodies.joined())fn g(x) { x }\nprint(f(1, 2))\n", "far cases of a switch")
  }
}
