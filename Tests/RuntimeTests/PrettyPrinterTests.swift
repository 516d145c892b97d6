import Testing

@testable import MartletRuntime

/// Terms as `inspect` with options shows them.
struct PrettyPrinterTests {
  let harness = TermsHarness()

  private func text(_ term: Term, _ options: PrettyOptions) -> String {
    let printer = PrettyPrinter(term, options, harness.atoms)
    // In small steps, which must make no difference.
    while true {
      var steps = 7
      if printer.run(&steps) { break }
    }
    return String(decoding: printer.bytes, as: UTF8.self)
  }

  private func options(
    width: Int = .max,
    limit: Int = .max,
    text: Int = .max,
    total: Int = .max
  ) -> PrettyOptions {
    var options = PrettyOptions()
    options.width = width
    options.limit = limit
    options.text = text
    options.total = total
    return options
  }

  /// A random value of which no part that cannot break is long.
  private func smallValue(
    _ generator: inout some RandomNumberGenerator,
    depth: Int
  ) -> Value {
    func several() -> [Value] {
      (0..<Int.random(in: 0...6, using: &generator)).map { _ in
        smallValue(&generator, depth: depth - 1)
      }
    }
    switch Int.random(in: 0..<(depth > 0 ? 7 : 3), using: &generator) {
    case 0: return .int(Int.random(in: -99...99, using: &generator))
    case 1: return .atom(["ok", "a", "Ab", "nil"].randomElement(using: &generator) ?? "a")
    case 2: return .binary(Array("日e\u{301}".utf8))
    case 3, 4: return .list(several())
    case 5: return .tuple(several())
    default:
      return .map(several().map { ($0, smallValue(&generator, depth: depth - 1)) })
    }
  }

  @Test func withoutLimitsItIsInspect() throws {
    var generator = SeededGenerator(1)
    for _ in 0..<300 {
      try harness.makeRoom(20_000)
      let term = try harness.make(harness.randomValue(&generator, depth: 5))
      #expect(text(term, options()) == harness.text(term))
    }
  }

  @Test func whatFitsStaysOnItsLine() throws {
    var generator = SeededGenerator(2)
    for _ in 0..<300 {
      try harness.makeRoom(50_000)
      let term = try harness.make(smallValue(&generator, depth: 3))
      let whole = harness.text(term)
      let columns = whole.utf8.withContiguousStorageIfAvailable { DisplayColumns.count($0) } ?? 0
      #expect(text(term, options(width: max(columns, 1))) == whole)
      if columns > 1 {
        let broken = text(term, options(width: columns - 1))
        let isLeaf =
          !whole.contains(where: { "[(%".contains($0) }) || ["[]", "()", "%{}"].contains(whole)
        #expect(isLeaf || broken != whole || whole.hasPrefix("("))
      }
    }
  }

  @Test func linesFitAndSayTheSame() throws {
    var generator = SeededGenerator(3)
    for _ in 0..<300 {
      try harness.makeRoom(100_000)
      let term = try harness.make(smallValue(&generator, depth: 5))
      let shown = text(term, options(width: 60))
      for line in shown.split(separator: "\n") {
        let columns = Array(line.utf8).withUnsafeBufferPointer { DisplayColumns.count($0) }
        #expect(columns <= 60, "\(line)")
      }
      #expect(
        shown.filter { !$0.isWhitespace } == harness.text(term).filter { !$0.isWhitespace }
      )
    }
  }

  @Test func totalCutsEverything() throws {
    var generator = SeededGenerator(4)
    for round in 0..<60 {
      try harness.makeRoom(100_000)
      let term = try harness.make(smallValue(&generator, depth: 4))
      for total in stride(from: 0, to: 120, by: 7) {
        var options = options(width: round % 2 == 0 ? 20 : 80, total: total)
        options.usesColor = round % 3 == 0
        let printer = PrettyPrinter(term, options, harness.atoms)
        var steps = Int.max
        #expect(printer.run(&steps))
        #expect(printer.bytes.count <= total)
        let shown = String(validating: printer.bytes, as: UTF8.self)
        #expect(shown != nil)
        options.total = .max
        let whole = text(term, options)
        if whole.utf8.count <= total {
          #expect(shown == whole)
        } else if total >= 3 {
          #expect(shown?.hasSuffix("…") == true)
        }
        let parts = (shown ?? "").split(separator: "\u{1B}[", omittingEmptySubsequences: false)
        #expect(parts.dropFirst().count { $0.hasPrefix("0m") } * 2 == parts.count - 1)
      }
    }
  }

  @Test func coloursChangeNothingElse() throws {
    var generator = SeededGenerator(5)
    for _ in 0..<100 {
      try harness.makeRoom(100_000)
      let term = try harness.make(smallValue(&generator, depth: 4))
      var options = options(width: 40)
      let plain = text(term, options)
      options.usesColor = true
      var shown = text(term, options)
      shown.replace(/\u{1B}\[[0-9]+m/, with: "")
      #expect(shown == plain)
    }
  }

  @Test func limitsSayWhatIsMissing() throws {
    try harness.makeRoom(200_000)
    let numbers = try harness.make(.list((1...2_000).map { .int($0) }))
    #expect(text(numbers, options(limit: 2)) == "[1, 2, ...]")
    let few = try harness.make(.list((1...900).map { .int($0) }))
    #expect(text(few, options(limit: 0)) == "[... 900 more]")
    let tuple = try harness.make(.tuple((1...3_000).map { .int($0) }))
    #expect(text(tuple, options(limit: 1)) == "(1, ... 2_999 more)")
    #expect(text(try harness.make(.tuple([.int(1)])), options(limit: 0)) == "(... 1 more)")
    let bytes = try harness.make(.binary([0, 1, 2, 3]))
    #expect(text(bytes, options(limit: 2)) == "<<0, 1, ... 2 more>>")
    #expect(text(bytes, options(limit: 0)) == "<<... 4 more>>")
    let string = try harness.make(.binary(Array("añb".utf8)))
    #expect(text(string, options(text: 4)) == "\"añb\"")
    #expect(text(string, options(text: 3)) == "\"añ…\" (4 bytes)")
    #expect(text(string, options(text: 2)) == "\"a…\" (4 bytes)")
    #expect(text(string, options(text: 0)) == "\"…\" (4 bytes)")
    let integer = try harness.make(.big(negative: true, [0, 0, 0xABC]))
    #expect(text(integer, options(text: 5)) == "-0xABC… (140 bits)")
    let smaller = try harness.make(.big(negative: true, [0, 1]))
    #expect(text(smaller, options(text: 19)) == "-1844674407370955161… (20 digits)")
    let map = try harness.make(.map((0..<10).map { (.int($0), .int($0)) }))
    #expect(text(map, options(limit: 2)) == "%{0 => 0, 1 => 1, ... 8 more}")
    #expect(text(map, options(limit: 0)) == "%{... 10 more}")
  }

  @Test func largeMapsShowTheirFirstKeys() throws {
    try harness.makeRoom(100_000)
    let pairs = (0..<500).map { (Value.int(($0 * 37) % 500), Value.int($0)) }
    let map = try harness.make(.map(pairs))
    let whole = harness.text(map)
    for limit in [0, 1, 2, 3, 50, 499] {
      let shown = text(map, options(limit: limit))
      #expect(shown.hasSuffix("... \(500 - limit) more}"))
      let first = shown.dropLast("... \(500 - limit) more}".count)
      #expect(whole.hasPrefix(first))
      #expect(first.count { $0 == "," } == limit)
    }
    #expect(text(map, options(limit: 500)) == whole)
    #expect(text(map, options()) == whole)
  }

  @Test func everythingMayMoveBetweenSteps() throws {
    harness.slice = 30
    var generator = SeededGenerator(6)
    for _ in 0..<20 {
      try harness.makeRoom(100_000)
      let pairs = (0..<80).map {
        (Value.int(($0 * 37) % 80), harness.randomValue(&generator, depth: 3))
      }
      let term = try harness.make(.list([.map(pairs), .tuple([.atom("ok"), .map(pairs)])]))
      let expected = text(term, options(width: 50, limit: 60, total: 100_000))
      var call = harness.makeCall()
      let map = call.write { Term(box: $0.box(.smallMap, size: 0)) }
      let width = try Maps.put(
        &call,
        map: map,
        key: call.atom("width"),
        value: Term(small: 50)
      )
      let both = try Maps.put(&call, map: width, key: call.atom("limit"), value: Term(small: 60))
      let shown = try harness.call(.kernel, "inspect", term, both)
      #expect(harness.yields > 3)
      #expect(String(decoding: Binaries.bytes(of: shown), as: UTF8.self) == expected)
    }
  }

  @Test func deepTermsNeedNoDeepStack() throws {
    try harness.makeRoom(700_000)
    var term = Term(small: 1)
    let depth = 100_000
    for level in 0..<depth {
      term = harness.makeCall().write {
        level % 2 == 0 ? $0.cons(term, .emptyList) : $0.tuple(.atom(.ok), term)
      }
    }
    #expect(text(term, options()) == harness.text(term))
    let shown = text(term, options(width: 80))
    #expect(shown.filter { !$0.isWhitespace } == harness.text(term).filter { !$0.isWhitespace })
    #expect(shown.utf8.count < depth * 200)
    #expect(text(term, PrettyOptions()).utf8.count <= 100_000)
  }

  @Test func columnsAreThoseOfTheTerminal() {
    let cases = [
      ("abc", 3), ("", 0), ("é", 1), ("e\u{301}", 1), ("日本", 4), ("🐦", 2), ("👨‍👩‍👧", 2), ("🇨🇭", 2),
      ("❤\u{FE0F}", 2), ("한", 2), ("\u{200B}a", 1),
    ]
    for (text, columns) in cases {
      #expect(
        Array(text.utf8).withUnsafeBufferPointer { DisplayColumns.count($0) } == columns,
        "\(text)"
      )
    }
  }
}
