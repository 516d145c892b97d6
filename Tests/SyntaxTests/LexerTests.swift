import MartletSyntax
import Testing

@Suite("Lexer")
struct LexerTests {
  @Test func commentsAndShebang() {
    #expect(kinds("#!/usr/bin/env martlet\n# one\n1 # two\n## three\n") == [.integer])
    #expect(kinds("\u{FEFF}1") == [.integer])
    #expect(kinds("") == [])
  }

  @Test func names() {
    #expect(
      kinds("a _ _b aB9 a? a! Foo F_1") == [
        .name, .name, .name, .name, .name, .name, .moduleName, .moduleName,
      ]
    )
    #expect(kinds("Net.Tcp") == [.moduleName, .dot, .moduleName])
  }

  @Test func everyKeywordIsOne() {
    #expect(TokenKind.keywords.count == 29)
    for word in TokenKind.keywords {
      #expect(kinds(word).first?.isKeyword == true, "\(word)")
      #expect(kinds(word + "_") == [.name], "\(word)_")
    }
  }

  @Test func bangBelongsToANameUnlessAnEqualsSignFollows() {
    #expect(kinds("n!=2") == [.name, .notEqual, .integer])
    #expect(kinds("n!==2") == [.name, .notIdentical, .integer])
    #expect(kinds("put!(x)") == [.name, .leftParenthesis, .name, .rightParenthesis])
    #expect(kinds("p ! x") == [.name, .bang, .name])
    #expect(kinds("a?=1") == [.name, .assign, .integer])
  }

  @Test func colons() {
    #expect(
      kinds("f(a:1)") == [
        .name, .leftParenthesis, .name, .colon, .integer, .rightParenthesis,
      ]
    )
    #expect(kinds("<<x:len>>") == [.binaryStart, .name, .colon, .name, .binaryEnd])
    #expect(kinds("a==:b") == [.name, .equal, .atom])
    #expect(kinds("%{a::b}") == [.mapStart, .name, .colon, .atom, .rightBrace])
    #expect(
      kinds("(x):8 1:2 \"a\":3 ]:4 >>:5") == [
        .leftParenthesis, .name, .rightParenthesis, .colon, .integer, .integer, .colon, .integer,
        .stringStart, .stringText, .stringEnd, .colon, .integer, .rightBracket, .colon, .integer,
        .binaryEnd, .colon, .integer,
      ]
    )
    #expect(kinds("after: 5") == [.after, .colon, .integer])
    #expect(kinds(":if :EXIT :a? :b!") == [.atom, .atom, .atom, .atom])
  }

  @Test func numbers() {
    #expect(
      kinds("42 1_000 0xFF 0b1010 0o17 1.5 2.0e-3 1_0.0_1e1_0") == [
        .integer, .integer, .integer, .integer, .integer, .float, .float, .float,
      ]
    )
    #expect(kinds("1..3") == [.integer, .range, .integer])
    for bad in ["1e5", "1.", "1__0", "1_", "0b12", "0x", "0xG", "12ab", "1.5e", "1.0_", "1.2.3"] {
      #expect(codes("let x = \(bad)") == ["bad-number"], "\(bad)")
    }
  }

  @Test func codePoints() {
    expectTrees([
      ("'a'", "97"), ("'\\n'", "10"), ("'é'", "233"), ("'\\u{1F426}'", "128038"),
      ("'\\''", "39"), ("'\"'", "34"),
    ])
    #expect(codes("'ab'") == ["bad-code-point"])
    #expect(codes("''") == ["bad-code-point"])
    #expect(codes("'a") == ["unclosed-code-point"])
  }

  @Test func atoms() {
    expectTrees([
      (":ok", ":ok"), (":\"any text\"", ":\"any text\""), (":\"a\\tb\"", ":\"a\\tb\""),
      ("true", "true"), ("nil", "nil"), (":\"ok\"", ":ok"),
    ])
    #expect(codes(":\"a\\(b)\"") == ["bad-escape"])
  }

  @Test func strings() {
    expectTrees([
      ("\"\"", "\"\""), ("\"a\\n\\t\\r\\\\\\\"\"", "\"a\\n\\t\\r\\\\\\\"\""),
      ("\"\\e\\0\"", "\"\\u{1b}\\u{0}\""), ("\"\\u{48}\\u{1F426}\"", "\"H🐦\""),
      ("\"a\\(b)c\"", "(interpolate \"a\" b \"c\")"),
      ("\"\\(a)\\(b)\"", "(interpolate a b)"),
      ("\"\\(\"in\\((1))\")\"", "(interpolate (interpolate \"in\" 1))"),
      ("\"\\(f(\")\"))\"", "(interpolate (call f \")\"))"),
      ("\"it's # no comment\"", "\"it's # no comment\""),
    ])
    expectCodes([
      ("\"\\q\"", ["bad-escape"]), ("\"\\u41\"", ["bad-escape"]),
      ("\"\\u{}\"", ["bad-escape"]), ("\"\\u{110000}\"", ["bad-escape"]),
      ("\"abc", ["unclosed-string"]), ("\"a\\(b\n)\"", ["unclosed-string"]),
    ])
  }

  @Test func stringsNestFreely() {
    let depth = 20_000
    let source =
      String(repeating: "\"\\(", count: depth) + "1" + String(repeating: ")\"", count: depth)
    let tokens = Lexer.tokenize(SourceText(name: "test.mt", source))
    #expect(tokens.diagnostics.isEmpty)
    #expect(tokens.tokens.count == depth * 4 + 2)
  }

  @Test func multilineStrings() {
    expectTrees(
      [
        (
          "let a = \"\"\"\n    one\n      two\n\n    three\n    \"\"\"",
          "(let a \"one\\n two\\n\\nthree\")"
        ),
        ("\"\"\"\n\"\"\"", "\"\""), ("\"\"\"\n\n\"\"\"", "\"\""),
        ("\"\"\"\na\"b\"\"c\n\"\"\"", "\"a\\\"b\\\"\\\"c\""),
        ("\"\"\"\n  \\(a)\n  b\\nc\n  \"\"\"", "(interpolate a \"\\nb\\nc\")"),
        ("\"\"\"\r\n  a\r\n  b\r\n  \"\"\"", "\"a\\nb\""),
      ].map { ($0.0, $0.1) }
    )
    expectCodes([
      ("\"\"\"\n    a\n  b\n    \"\"\"", ["multiline-string"]),
      ("\"\"\"a\n\"\"\"", ["multiline-string"]), ("\"\"\"\na\"\"\"", ["multiline-string"]),
      ("\"\"\"\na", ["unclosed-string"]),
    ])
  }

  @Test func newlinesAndSpacesAreKnown() {
    let tokens = Lexer.tokenize(SourceText(name: "test.mt", "a b\n# c\n\nd(e)")).tokens
    #expect(tokens.map(\.newlineBefore) == [true, false, true, false, false, false, false])
    #expect(tokens.map(\.spaceBefore) == [false, true, true, false, false, false, false])
  }

  @Test func invalidEncodingHasItsPlace() {
    let bytes: [UInt8] =
      Array("let a = \"x".utf8) + [0xFF, 0xC3] + Array("y\"\n# ".utf8) + [0xED, 0xA0, 0x80]
    let diagnostics = Parser.parse(SourceText(name: "test.mt", bytes: bytes)).diagnostics
    #expect(diagnostics.map(\.code) == ["invalid-utf8", "invalid-utf8"])
    #expect(diagnostics.map(\.primary.span) == [SourceSpan(10, 12), SourceSpan(17, 20)])
  }

  @Test func integersOfAnySize() {
    expectTrees([
      ("9223372036854775807", "9223372036854775807"),
      ("9223372036854775808", "9223372036854775808"),
      ("-9223372036854775808", "-9223372036854775808"),
      ("-9223372036854775809", "-9223372036854775809"),
      ("0xFFFF_FFFF_FFFF_FFFF_F", "0xfffffffffffffffff"),
      ("0b1010", "10"), ("0o17", "15"), ("00012", "12"),
    ])
    #expect(IntegerLiteral.small(.min).negated.negated == .small(.min))
  }

  @Test func longLinesAreFast() {
    let source =
      "let x = \"" + String(repeating: "é", count: 500_000) + "\" + "
      + String(repeating: "9", count: 500_000)
    #expect(codes(source).isEmpty)
  }
}
