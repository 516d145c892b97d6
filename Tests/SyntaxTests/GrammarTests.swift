import MartletSyntax
import Testing

@Suite("Newlines, patterns and declarations")
struct GrammarTests {
  @Test func newlinesSeparateInBraces() {
    expectTrees([
      ("f {\n  a\n  b; c\n}", "(call f (trailing () (block a b c)))"),
      ("g(fn() {\n  a\n  b\n})", "(call g (closure () (block a b)))"),
      ("a\n-b", "a (- b)"), ("a\n[b]", "a (list b)"), ("a\n(b)", "a b"),
      ("f(\n  a\n  - b\n)", "(call f (- a b))"), ("(a\n+ b)", "(+ a b)"),
    ])
  }

  @Test func aLineGoesOnAfterWhatCannotEndAnExpression() {
    expectTrees([
      ("a +\n\n  # why\n  b", "(+ a b)"), ("let x =\n  1", "(let x 1)"),
      ("f(a,\nb)", "(call f a b)"),
      ("match x { 1 ->\n 2 }", "(match x (arm 1 (block 2)))"), ("not\na", "(not a)"),
      ("m.\na", "(field m a)"), ("a |>\nf()", "(call f a)"),
    ])
  }

  @Test func aLineGoesOnBeforeSomeTokens() {
    expectTrees([
      ("a\n  |> f()", "(call f a)"), ("a\n  .b", "(field a b)"),
      ("a\n\n # c\n .f(1)\n .g()", "(call-dynamic (call-dynamic a f 1) g)"),
      ("a\nand b\nor c", "(or (and a b) c)"),
      ("if a { 1 }\nelse { 2 }", "(if (case a (block 1)) (else (block 2)))"),
      ("if a { 1 }\nelse if b { 2 }", "(if (case a (block 1)) (case b (block 2)))"),
      (
        "try { 1 }\ncatch { _ -> 2 }\nafter { 3 }",
        "(try (block 1) (arm _ (block 2)) (after (block 3)))"
      ),
      ("let x = y\nelse { _ -> 2 }", "(let x y (else (arm _ (block 2))))"),
    ])
    #expect(!codes("a\n..b").isEmpty)
    #expect(!codes("a\n+ b").isEmpty)
  }

  @Test func afterBelongsToATryOnlyBeforeABrace() {
    expectTrees([
      (
        "receive {\n  x -> try { 1 } catch { _ -> 2 }\n  after 5 -> 3\n}",
        "(receive (arm x (block (try (block 1) (arm _ (block 2))))) (after 5 (block 3)))"
      ),
      (
        "receive {\n  x -> try { 1 }\n  after { 2 }\n  after 5 -> 3\n}",
        "(receive (arm x (block (try (block 1) (after (block 2))))) (after 5 (block 3)))"
      ),
    ])
  }

  @Test func letIsABlockItem() {
    expectCodes([
      ("f(let x = 1)", ["let-as-operand"]), ("match x { 1 -> let y = 2 }", ["let-as-operand"]),
      ("fn f() { let x = 1 }", []), ("match x { 1 -> { let y = 2 } }", []),
      ("x = 1", ["missing-let"]), ("let x == 1", ["unexpected-token"]),
      ("let x", ["unexpected-token"]),
    ])
  }

  @Test func armsEndWithTheirBlock() {
    expectCodes([
      ("match x { 1 -> { 2 } |> f() }", ["unexpected-token"]),
      ("match x { 1 -> if a { 2 } |> f() }", []),
      ("match x { 1 -> 2 3 -> 4 }", ["missing-separator"]),
      ("match x {\n  1 -> 2\n\n  3 -> 4;\n}", []),
    ])
  }

  @Test func patterns() {
    expectTrees([
      ("let _ = x", "(let _ x)"),
      (
        "let (a, _b, 1, -2, 1.5, -0.5, :c, 'd', true, Foo.Bar) = x",
        "(let (tuple a _b 1 -2 1.5 -0.5 :c 100 true Foo.Bar) x)"
      ),
      ("let [h | t] = x", "(let (list h (tail t)) x)"), ("let [a, b,] = x", "(let (list a b) x)"),
      (
        "let %{a: p, \"k\" => q, ^r => s, (1, :b) => _} = x",
        "(let (map (:a p) (\"k\" q) ((pin r) s) ((tuple 1 :b) _)) x)"
      ),
      ("let ^y = x", "(let (pin y) x)"), ("let (a, b) as c = x", "(let (as (tuple a b) c) x)"),
      ("let \"GET \" <> path = x", "(let (<> \"GET \" path) x)"),
      ("let \"a\" <> ^b <> c as d = x", "(let (as (<> \"a\" (<> (pin b) c)) d) x)"),
      ("let (x as y) as z = 1", "(let (as (as x y) z) 1)"), ("let () = x", "(let (tuple) x)"),
      ("let (a) = x", "(let a x)"), ("let (a,) = x", "(let (tuple a) x)"),
    ])
    expectCodes([
      ("let f(x) = 1", ["call-in-pattern"]), ("let \"\\(a)\" = 1", ["interpolation-in-pattern"]),
      ("let a <> b = 1", ["bad-prefix-pattern"]), ("let %{k => v} = m", ["bad-key-pattern"]),
      ("let Foo = 1", ["capital-name"]), ("let in = 1", ["expected-pattern"]),
    ])
  }

  @Test func functions() {
    expectTrees([
      ("fn f(a, a) when a > 1 { a }", "(fn f (a a) (when (> a 1)) (block a))"),
      ("private fn f() { }", "(private-fn f () (block))"),
      ("fn f(1,) { 2 }\nfn f(n) { n }", "(fn f (1) (block 2)) (fn f (n) (block n))"),
    ])
  }

  @Test func modules() {
    expectTrees([
      (
        "module Net.Tcp { let limit = -1; fn f() { limit } }",
        "(module Net.Tcp (constant limit -1) (fn f () (block limit)))"
      ),
      (
        "module A {\n  let a = (1, [:b, %{c: \"d\"}], <<1>>)\n}",
        "(module A (constant a (tuple 1 (list :b (map (:c \"d\"))) (binary (segment 1 int)))))"
      ),
      (
        "module A { }\nmodule B { }\nfn f() { 1 }\nf()",
        "(module A) (module B) (fn f () (block 1)) (call f)"
      ),
    ])
    expectCodes([
      ("module A { let a = f() }", ["bad-constant"]),
      ("module A { let (a, b) = (1, 2) }", ["bad-constant"]),
      ("module A { print(1) }", ["bad-module-member"]),
      ("module A { module B { } }", ["nested-module"]),
      ("module a { }", ["bad-module-name"]),
    ])
  }

  @Test func documentation() {
    let source = """
      ## Not attached.

      ## A module.
      ##
      ##   indented
      module A {
        # A comment.
        ## One.
        fn f() { 1 }
        ## Stray, because a line follows.
        # Here.
        fn g() { 2 }
        ## Constant.
        let x = 1
        fn h() { 3 } ## behind
        private fn i() { 4 }
      }
      """
    let result = Parser.parse(SourceText(name: "test.mt", source))
    #expect(result.diagnostics.isEmpty)
    guard case .module(let module) = result.file.items.first else {
      Issue.record("no module")
      return
    }
    #expect(module.documentation == "A module.\n\n  indented")
    let texts = module.members.map { member in
      switch member {
      case .function(let function): "\(function.name.text): \(function.documentation ?? "-")"
      case .constant(let constant): "\(constant.name.text): \(constant.documentation ?? "-")"
      }
    }
    #expect(texts == ["f: One.", "g: -", "x: Constant.", "h: -", "i: -"])
  }

  @Test func spansAreExact() {
    let source = "fn add(a, b) when a > 0 { (a + b) * 2 }\nlet x = add(1, \"s\")\n"
    let text = SourceText(name: "test.mt", source)
    let file = Parser.parse(text).file
    guard case .function(let function) = file.items[0],
      case .expression(let product) = function.body.items[0],
      case .infix(_, let sign, let sum, _) = product.kind,
      case .script(.binding(let binding)) = file.items[1]
    else {
      Issue.record("another tree")
      return
    }
    #expect(text.text(in: function.span) == "fn add(a, b) when a > 0 { (a + b) * 2 }")
    #expect(text.text(in: function.headSpan) == "fn add(a, b) when a > 0")
    #expect(text.text(in: function.name.span) == "add")
    #expect(text.text(in: function.body.span) == "{ (a + b) * 2 }")
    #expect(text.text(in: product.span) == "(a + b) * 2")
    #expect(text.text(in: sign) == "*")
    #expect(text.text(in: sum.span) == "a + b")
    #expect(text.text(in: binding.span) == "let x = add(1, \"s\")")
    #expect(text.text(in: binding.value.span) == "add(1, \"s\")")
  }

  @Test func incompleteInputIsToldFromWrongInput() {
    for source in [
      "f(", "let x =", "1 +", "if a {", "match x {\n 1 -> 2", "fn f(x)", "module A {", "[1,",
      "\"\"\"\nabc", "%{a:", "fn f() {\n  g(1", "x |>", "for x in", "let",
    ] {
      #expect(Parser.parse(SourceText(name: "test.mt", source)).isIncomplete, "\(source)")
    }
    for source in ["f()", "", "f)", "let 1x = {", "\"abc", "x = 1\nf(", "1 2", "f(]"] {
      #expect(!Parser.parse(SourceText(name: "test.mt", source)).isIncomplete, "\(source)")
    }
  }
}
