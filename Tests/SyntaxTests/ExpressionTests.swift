import MartletSyntax
import Testing

@Suite("Expressions")
struct ExpressionTests {
  @Test func precedence() {
    expectTrees([
      ("a ! b ! c", "(! a (! b c))"), ("a ! b |> f()", "(! a (call f b))"),
      ("a or b and c", "(or a (and b c))"), ("not a == b", "(not (== a b))"),
      ("not a and b", "(and (not a) b)"), ("a == b ++ c", "(== a (++ b c))"),
      ("a ++ b -- c", "(++ a (-- b c))"), ("a <> b <> c", "(<> a (<> b c))"),
      ("a ++ 1..n", "(++ a (.. 1 n))"), ("1..n + 1", "(.. 1 (+ n 1))"),
      ("a - b - c", "(- (- a b) c)"), ("a + b * c", "(+ a (* b c))"),
      ("a bor b bsl c", "(bsl (bor a b) c)"),
      ("a * b div c rem d band e", "(band (rem (div (* a b) c) d) e)"),
      ("-a * b", "(* (- a) b)"), ("bnot a band b", "(band (bnot a) b)"),
      ("-a.b", "(- (field a b))"), ("- -1", "1"), ("a - -1", "(- a -1)"),
      ("(a + b) * c", "(* (+ a b) c)"), ("-(1)", "(- 1)"),
      ("a === b", "(=== a b)"), ("a !== b", "(!== a b)"), ("a <= b", "(<= a b)"),
      ("a >= b", "(>= a b)"), ("a / b", "(/ a b)"), ("a bxor b bsr c", "(bsr (bxor a b) c)"),
    ])
  }

  @Test func prefixOperatorsStandWhereOperandsDo() {
    expectTrees([
      ("- 2 |> abs()", "(call abs -2)"), ("a + not b == c", "(+ a (not (== b c)))"),
      ("a == not b", "(== a (not b))"), ("not not a", "(not (not a))"),
    ])
  }

  @Test func comparisonsDoNotChain() {
    expectCodes([
      ("1 < 2 < 3", ["chained-operators"]), ("a == b != c", ["chained-operators"]),
      ("1..2..3", ["chained-operators"]), ("(1 < 2) == true", []), ("a < b and b < c", []),
    ])
  }

  @Test func calls() {
    expectTrees([
      ("f()", "(call f)"), ("f(1, 2)", "(call f 1 2)"), ("Mod.f(1)", "(call-remote Mod f 1)"),
      ("Net.Tcp.f(1)", "(call-remote Net.Tcp f 1)"), ("m.f(x)", "(call-dynamic m f x)"),
      ("f(1)(2)", "(call-value (call f 1) 2)"), ("(f)(1)", "(call-value f 1)"),
      ("m.a", "(field m a)"), ("m.in.after", "(field (field m in) after)"),
      ("m[k]", "(index m k)"), ("m.f(1)[2].g", "(field (index (call-dynamic m f 1) 2) g)"),
      ("Mod.after(1)", "(call-remote Mod after 1)"), ("(m.f)(1)", "(call-value (field m f) 1)"),
      ("f(1, 2,)", "(call f 1 2)"), ("fn(x) { x }(1)", "(call-value (closure (x) (block x)) 1)"),
      ("Counter", "Counter"), ("A.B.C", "A.B.C"), ("stacktrace()", "(call stacktrace)"),
    ])
    expectCodes([
      ("f (x)", ["space-before-bracket"]), ("m [k]", ["space-before-bracket"]),
      ("Mod.name", ["missing-call"]), ("t.0", ["unexpected-token"]),
    ])
  }

  @Test func keywordPairsBecomeOneMap() {
    expectTrees([
      ("f(1, retries: 3)", "(call f 1 (map (:retries 3)))"),
      ("f(a: 1, after: 2,)", "(call f (map (:a 1) (:after 2)))"),
      ("f(a: 1) { x in x }", "(call f (map (:a 1)) (trailing (x) (block x)))"),
      ("x |> f(a: 1)", "(call f x (map (:a 1)))"),
    ])
    #expect(codes("f(a: 1, 2)") == ["argument-after-pairs"])
    #expect(codes("[a: 1]") == ["pair-outside-arguments"])
  }

  @Test func trailingBlocks() {
    expectTrees([
      ("spawn { work() }", "(call spawn (trailing () (block (call work))))"),
      ("List.map(xs) { x in x * 2 }", "(call-remote List map xs (trailing (x) (block (* x 2))))"),
      (
        "Map.each(m) { k, v in f(k, v) }",
        "(call-remote Map each m (trailing (k v) (block (call f k v))))"
      ),
      ("Mod.f { 1 }", "(call-remote Mod f (trailing () (block 1)))"),
      (
        "m.f { (a, [b | _]), %{c: d} in 1 }",
        "(call-dynamic m f (trailing ((tuple a (list b (tail _))) (map (:c d))) (block 1)))"
      ),
      ("f(1)(2) { 3 }", "(call-value (call f 1) 2 (trailing () (block 3)))"),
      ("f { for x in xs { x } }", "(call f (trailing () (block (for (in x xs) (block x)))))"),
      ("f {\n  x in\n  x\n}", "(call f (trailing (x) (block x)))"),
      ("f { }.g", "(field (call f (trailing () (block))) g)"),
      ("if (f { 1 }) { 2 }", "(if (case (call f (trailing () (block 1))) (block 2)))"),
      ("if g(f { 1 }) { 2 }", "(if (case (call g (call f (trailing () (block 1)))) (block 2)))"),
    ])
    #expect(codes("f { 1 } { 2 }") == ["unexpected-token"])
    #expect(codes("m[k] { 2 }") == ["unexpected-token"])
  }

  @Test func headsTakeNoTrailingBlocks() {
    expectTrees([
      ("if f { 1 }", "(if (case f (block 1)))"),
      ("match f { _ -> 1 }", "(match f (arm _ (block 1)))"),
      ("for x in f { x }", "(for (in x f) (block x))"),
      (
        "match x { y when f -> g { 1 } }",
        "(match x (arm y (when f) (block (call g (trailing () (block 1))))))"
      ),
    ])
    for head in ["for x in f(xs)", "if f(xs)", "match f(xs)"] {
      #expect(codes("\(head) { y in y } { _ -> 1 }").first == "trailing-block-in-head")
    }
  }

  @Test func pipes() {
    expectTrees([
      ("x |> f(a)", "(call f x a)"), ("x |> Mod.f(a)", "(call-remote Mod f x a)"),
      ("x |> m.f(a)", "(call-dynamic m f x a)"), ("x |> f(1)(2)", "(call-value (call f 1) x 2)"),
      ("x |> f() |> g()", "(call g (call f x))"),
      ("x\n|> f()\n\n# c\n|> g()", "(call g (call f x))"),
      ("x |> f { y in y }", "(call f x (trailing (y) (block y)))"),
      ("a or b |> f()", "(call f (or a b))"),
      ("for x in xs { x } |> f()", "(call f (for (in x xs) (block x)))"),
    ])
    expectCodes([("x |> f", ["pipe-into-value"]), ("x |> 1", ["pipe-into-value"])])
  }

  @Test func closuresAndCaptures() {
    expectTrees([
      ("fn() { 1 }", "(closure () (block 1))"),
      ("fn(a, (b, c),) { a }", "(closure (a (tuple b c)) (block a))"),
      ("&f/1", "(capture f 1)"), ("&List.map/2", "(capture List map 2)"),
      ("&Net.Tcp.f/0", "(capture Net.Tcp f 0)"), ("f(&g?/1)", "(call f (capture g? 1))"),
    ])
    expectCodes([("&f", ["bad-capture"]), ("&f(1)", ["bad-capture"]), ("&A.B/1", ["bad-capture"])])
  }

  @Test func collections() {
    expectTrees([
      ("()", "(tuple)"), ("(1,)", "(tuple 1)"), ("(1)", "1"), ("(1, 2)", "(tuple 1 2)"),
      ("[]", "(list)"), ("[1, 2,]", "(list 1 2)"), ("[1, 2 | t]", "(list 1 2 (tail t))"),
      ("%{}", "(map)"), ("%{a: 1, \"k\" => 2, 3 => 4,}", "(map (:a 1) (\"k\" 2) (3 4))"),
      ("%{m | a: 2, k => 3}", "(update m (:a 2) (k 3))"),
      ("%{f(x) | a: 1}", "(update (call f x) (:a 1))"),
      ("%{nil: 1, in: 2}", "(map (nil 1) (:in 2))"), ("%{a: :b}", "(map (:a :b))"),
      ("[\n1\n,\n2\n]", "(list 1 2)"),
    ])
    expectCodes([
      ("%{a}", ["missing-value"]), ("%{\"a\": 1}", ["string-key"]), ("{1}", ["brace-as-value"]),
      ("[1 | t, 2]", ["unexpected-token"]),
    ])
  }

  @Test func binaries() {
    expectTrees([
      ("<<>>", "(binary)"), ("<<1, 2>>", "(binary (segment 1 int) (segment 2 int))"),
      ("<<x:16>>", "(binary (segment x (size 16) int))"),
      ("<<x:32/little-signed>>", "(binary (segment x (size 32) int signed little))"),
      ("<<x:len/bytes, y/bits>>", "(binary (segment x (size len) bytes) (segment y bits))"),
      (
        "<<x/utf8, f:64/float-native>>",
        "(binary (segment x utf8) (segment f (size 64) float native))"
      ),
      (
        "<<(a + 1):(n * 8), -1:4, -x>>",
        "(binary (segment (+ a 1) (size (* n 8)) int) (segment -1 (size 4) int) (segment (- x) int))"
      ),
      (
        "<<\"abc\", 'd', x/unsigned-big-int>>",
        "(binary (segment \"abc\" bytes) (segment 100 int) (segment x int))"
      ),
      (
        "let <<n, s:n/bytes, \"x\", _/bytes>> = b",
        "(let (binary (segment n int) (segment s (size n) bytes) (segment \"x\" bytes) (segment _ bytes)) b)"
      ),
    ])
    for bad in [
      "<<f(x)>>", "<<x/foo>>", "<<\"a\":2>>", "<<x:8/utf8>>", "<<1 + 2>>", "<<x/big-little>>",
      "<<[]>>",
    ] {
      #expect(codes(bad) == ["bad-segment"], "\(bad)")
    }
  }

  @Test func forms() {
    expectTrees([
      (
        "if a { 1 } else if b { 2 } else { 3 }",
        "(if (case a (block 1)) (case b (block 2)) (else (block 3)))"
      ),
      (
        "if let (:ok, x) = f() { x } else { 0 }",
        "(if (case-let (tuple :ok x) (call f) (block x)) (else (block 0)))"
      ),
      (
        "match x { 1 -> :a; n when n > 1 -> { f(); :b } }",
        "(match x (arm 1 (block :a)) (arm n (when (> n 1)) (block (call f) :b)))"
      ),
      ("receive { :a -> 1\n after 5 -> 2 }", "(receive (arm :a (block 1)) (after 5 (block 2)))"),
      ("receive { after 0 -> 2 }", "(receive (after 0 (block 2)))"),
      (
        "try { f() } catch { (:error, r) -> r } after { g() }",
        "(try (block (call f)) (arm (tuple :error r) (block r)) (after (block (call g))))"
      ),
      ("try { 1 } after { 2 }", "(try (block 1) (after (block 2)))"),
      (
        "for x in xs, (k, v) in m when k > x { v }",
        "(for (in x xs) (in (tuple k v) m) (when (> k x)) (block v))"
      ),
      (
        "let x = f() else { (:error, e) -> e\n _ -> 1 }",
        "(let x (call f) (else (arm (tuple :error e) (block e)) (arm _ (block 1))))"
      ),
      (
        "let x = (if a { 1 }) else { _ -> 2 }",
        "(let x (if (case a (block 1))) (else (arm _ (block 2))))"
      ),
      ("let x = if a { 1 } else { 2 }", "(let x (if (case a (block 1)) (else (block 2))))"),
    ])
  }
}
