import Testing

@testable import MartletRuntime

/// Terms as `inspect` shows them.
struct TermsTextTests {
  let harness = TermsHarness()

  @Test
  func valuesPrintAsSource() throws {
    func binary(_ text: String) -> Value { .binary(Array(text.utf8)) }
    let cases: [(Value, String)] = [
      (.int(-42), "-42"), (.int(Int.min), "\(Int.min)"), (.float(1e16), "1.0e16"),
      (.atom("ok"), ":ok"), (.atom("nil"), "nil"), (.atom("true"), "true"),
      (.atom("Counter"), "Counter"), (.atom("Net.Tcp"), "Net.Tcp"), (.atom("EXIT"), ":EXIT"),
      (.atom("A.B"), ":\"A.B\""), (.atom("Net."), ":\"Net.\""), (.atom("a?"), ":a?"),
      (.atom("go!"), ":go!"), (.atom("a?b"), ":\"a?b\""), (.atom("any text"), ":\"any text\""),
      (.atom(""), ":\"\""), (.atom("a\"\n"), ":\"a\\\"\\n\""), (.atom("é"), ":\"é\""),
      (.atom("_x"), ":_x"), (.atom("+"), ":\"+\""),
      (binary("q\"b\\\n\t\r\u{1B}"), "\"q\\\"b\\\\\\n\\t\\r\\e\""),
      (binary("héllo 🐦"), "\"héllo 🐦\""),
      (binary(""), "\"\""), (.binary([0]), "<<0>>"), (.binary([97, 8]), "<<97, 8>>"),
      (.binary([127]), "<<127>>"), (.binary([195]), "<<195>>"), (.binary([255]), "<<255>>"),
      (binary("\u{85}"), "<<194, 133>>"), (.binary([0xED, 0xA0, 0x80]), "<<237, 160, 128>>"),
      (.tuple([]), "()"), (.tuple([.int(1)]), "(1,)"), (.tuple([.int(1), .tuple([])]), "(1, ())"),
      (.list([]), "[]"), (.list([.int(1), .atom("a"), .list([])]), "[1, :a, []]"),
      (.map([]), "%{}"),
      (
        .map([(binary("k"), .int(2)), (.atom("a"), .int(1)), (.atom("A b"), .int(3))]),
        "%{:\"A b\" => 3, a: 1, \"k\" => 2}"
      ),
      (.map([(.float(1), .int(2)), (.int(1), .int(1))]), "%{1 => 1, 1.0 => 2}"),
      (.map([(.atom("nil"), .int(2)), (.atom("Mod"), .int(1))]), "%{Mod => 1, nil: 2}"),
    ]
    for (value, text) in cases {
      try harness.makeRoom(1_000)
      #expect(harness.text(try harness.make(value)) == text)
    }
    try harness.makeRoom(100)
    let improper = harness.makeCall().write {
      $0.cons(Term(small: 1), $0.cons(.atom(.ok), Term(small: 3)))
    }
    #expect(harness.text(improper) == "[1, :ok | 3]")
    #expect(harness.text(Term(pidSlot: 11, generation: 0)) == "#pid<12>")
    #expect(harness.text(Term(pidSlot: 11, generation: 3)) == "#pid<12.3>")
    #expect(harness.text(Term(reference: 7)) == "#ref<7>")
  }

  @Test
  func largeMapsPrintInKeyOrder() throws {
    try harness.makeRoom(20_000)
    let pairs = (0..<100).map { (Value.int(($0 * 37) % 100), Value.int($0)) }
    let text = harness.text(try harness.make(.map(pairs)))
    let expected = (0..<100).map { key in
      "\(key) => \((0..<100).first { ($0 * 37) % 100 == key } ?? -1)"
    }
    #expect(text == "%{\(expected.joined(separator: ", "))}")
  }

  @Test
  func aLimitCutsAtACharacter() throws {
    try harness.makeRoom(1_000)
    let term = try harness.make(.list((0..<50).map { _ in .binary(Array("é".utf8)) }))
    for limit in 0..<40 {
      var inspector = Inspector(atoms: harness.atoms, limit: limit)
      inspector.inspect(term)
      let whole = harness.text(term)
      let text = String(decoding: inspector.bytes, as: UTF8.self)
      #expect(text.hasSuffix("…"))
      #expect(whole.hasPrefix(text.dropLast()))
      #expect(inspector.bytes.count <= limit + 3)
    }
  }

  @Test
  func longTermsAreWrittenInSteps() throws {
    harness.slice = 100
    try harness.makeRoom(200_000)
    let elements = (0..<3_000).map { number -> Value in
      number % 3 == 0
        ? .int(number) : .tuple([.atom("a"), .binary([UInt8](repeating: 65, count: 20))])
    }
    let term = try harness.make(.list(elements))
    let expected = harness.text(term)
    let shown = try harness.call(.kernel, "inspect", term)
    #expect(harness.yields > 3)
    #expect(String(decoding: Binaries.bytes(of: shown), as: UTF8.self) == expected)
    let same = try harness.call(.kernel, "to_string", shown)
    #expect(String(decoding: Binaries.bytes(of: same), as: UTF8.self) == expected)
  }
}
