import MartletBytecode
import Testing

@testable import MartletRuntime

/// The natives of lists and tuples against arrays, with short and long lists.
struct TermsListTests {
  let harness = TermsHarness()

  /// Random numbers, integers and floats, of which some are equal.
  private func numbers(_ count: Int, _ seed: UInt64) -> [Value] {
    var generator = SeededGenerator(seed)
    return (0..<count).map { _ in
      let number = Int.random(in: 0...max(count / 2, 1), using: &generator)
      return number % 5 == 0 ? .float(Double(number)) : .int(number)
    }
  }

  private func list(_ values: [Value]) throws -> Term {
    try harness.makeRoom(values.count * 8 + 2_000)
    return try harness.make(.list(values))
  }

  private func text(_ values: [Value]) throws -> String { harness.text(try list(values)) }

  private func number(_ value: Value) -> Double {
    switch value {
    case .int(let value): Double(value)
    case .float(let value): value
    default: 0
    }
  }

  @Test(arguments: [0, 1, 2, 7, 8, 9, 100, 1_001, 3_000])
  func listsBehaveLikeArrays(count: Int) throws {
    harness.slice = 40
    let values = numbers(count, UInt64(count))
    func result(_ name: String, _ more: Term...) throws -> String {
      let argument = try list(values)
      let native = try #require(
        NativeModule.list.functions.first {
          $0.name == name && $0.parameters.count == more.count + 1
        }
      )
      return harness.text(
        try harness.run([argument] + more) { call throws(Raise) in try native.body(&call) }
      )
    }
    #expect(try result("reverse") == text(values.reversed()))
    let sorted = values.enumerated().sorted {
      (number($0.element), $0.offset) < (number($1.element), $1.offset)
    }
    #expect(try result("sort") == text(sorted.map(\.element)))
    #expect(try result("length") == "\(count)")
    #expect(try result("take", Term(small: count / 2)) == text(Array(values.prefix(count / 2))))
    #expect(try result("take", Term(small: count + 5)) == text(values))
    #expect(try result("drop", Term(small: count / 2)) == text(Array(values.dropFirst(count / 2))))
    var seen = Set<String>()
    let unique = try values.filter { seen.insert(try text([$0])).inserted }
    #expect(try result("uniq") == text(unique))
    #expect(
      try result("with_index")
        == text(values.enumerated().map { .tuple([$0.element, .int($0.offset)]) })
    )
    #expect(
      try result("chunk", Term(small: 7))
        == text(
          stride(from: 0, to: count, by: 7).map {
            .list(Array(values[$0..<min($0 + 7, count)]))
          }
        )
    )
    if let last = values.last {
      #expect(try "[\(result("last"))]" == text([last]))
      #expect(try "[\(result("at", Term(small: -1)))]" == text([last]))
      #expect(try "[\(result("at", Term(small: count - 1)))]" == text([last]))
      let greatest = values.map(number).max() ?? 0
      #expect(try Double(result("max")) == greatest)
    }
    #expect(try result("at", Term(small: count)) == "nil")
    #expect(try Double(result("sum")) == values.map(number).reduce(0, +))
    #expect(try result("to_tuple") == harness.text(tuple(values)))
    #expect(try result("member?", Term(small: -1)) == "false")
  }

  private func tuple(_ values: [Value]) throws -> Term {
    try harness.makeRoom(values.count * 8 + 2_000)
    return try harness.make(.tuple(values))
  }

  @Test(arguments: [0, 3, 200, 2_500])
  func operatorsOnLists(count: Int) throws {
    harness.slice = 40
    let left = numbers(count, 1)
    let right = numbers(count / 2, 2)
    func result(_ module: NativeModule, _ name: String) throws -> String {
      try harness.makeRoom((left.count + right.count) * 8 + 2_000)
      let first = try harness.make(.list(left))
      let second = try harness.make(.list(right))
      return harness.text(try harness.call(module, name, first, second))
    }
    #expect(try result(.kernel, "++") == text(left + right))
    var model = try left.map { ($0, try text([$0])) }
    for value in right {
      let wanted = try text([value])
      if let index = model.firstIndex(where: { $0.1 == wanted }) { model.remove(at: index) }
    }
    #expect(try result(.kernel, "--") == text(model.map(\.0)))
    #expect(try result(.list, "zip") == text(zip(left, right).map { .tuple([$0, $1]) }))
  }

  @Test
  func nestedLists() throws {
    harness.slice = 40
    let nested = Value.list((0..<1_500).map { .list([.int($0), .list([.list([]), .int(-$0)])]) })
    try harness.makeRoom(40_000)
    let flat = try harness.call(.list, "flatten", try harness.make(nested))
    let expected = try text((0..<1_500).flatMap { [.int($0), .int(-$0)] })
    #expect(harness.text(flat) == expected)
    try harness.makeRoom(40_000)
    let concat = try harness.call(
      .list,
      "concat",
      try harness.make(.list((0..<1_500).map { .list([.int($0), .int($0)]) }))
    )
    let doubled = try text((0..<1_500).flatMap { [.int($0), .int($0)] })
    #expect(harness.text(concat) == doubled)
  }

  @Test
  func keySortIsStable() throws {
    harness.slice = 40
    for count in [0, 1, 50, 2_000] {
      let pairs = (0..<count).map { Value.tuple([.int($0), .int(($0 * 31) % 10)]) }
      let sorted = (0..<count).sorted { (($0 * 31) % 10, $0) < (($1 * 31) % 10, $1) }
      let result = try harness.call(.list, "key_sort", try list(pairs), Term(small: 1))
      let shown = harness.text(result)
      #expect(shown == (try text(sorted.map { pairs[$0] })))
    }
    #expect(
      try harness.reason(.list, "key_sort", try list([.int(1)]), Term(small: 0)) == ":badarg"
    )
  }

  @Test
  func improperListsAreRefused() throws {
    for count in [1, 3_000] {
      for name in [
        "reverse", "sort", "length", "uniq", "flatten", "max", "sum", "last", "to_tuple",
      ] {
        try harness.makeRoom(10_000)
        let improper = harness.makeCall().write { writer in
          (0..<count).reduce(Term(small: 1)) { writer.cons(Term(small: $1), $0) }
        }
        #expect(try harness.reason(.list, name, improper) == ":badarg", "\(name) \(count)")
      }
    }
  }

  @Test
  func ranges() throws {
    harness.slice = 40
    func range(_ first: Int, _ last: Int) throws -> String {
      harness.text(
        try harness.call(.kernel, "..", Term(small: first), Term(small: last))
      )
    }
    #expect(try range(1, 4) == "[1, 2, 3, 4]")
    #expect(try range(3, 2) == "[]")
    #expect(try range(-1, -1) == "[-1]")
    #expect(try range(1, 5_000) == "[\((1...5_000).map(String.init).joined(separator: ", "))]")
    #expect(
      try harness.reason(.kernel, "..", Term(small: 0), Term(small: 1 << 50)) == ":system_limit"
    )
  }

  @Test
  func everyNativeIsDocumented() {
    for module in [
      NativeModule.kernel, .list, .map, .tuple, .integer, .float, .math, .binary,
    ] {
      for native in module.functions {
        let prose = native.documentation.split(separator: ">>")[0]
          .trimmingWhitespace()
        #expect(prose.hasSuffix("."), "\(module.name).\(native.name)")
      }
    }
  }
}

extension Substring {
  /// Without white space around it.
  fileprivate func trimmingWhitespace() -> Substring {
    drop { $0.isWhitespace }.reversed().drop { $0.isWhitespace }.reversed()
      .reduce(into: "") { $0.append($1) }[...]
  }
}
