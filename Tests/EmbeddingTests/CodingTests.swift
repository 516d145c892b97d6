import BigInt
import Foundation
import MartletEmbedding
import Testing

/// What Swift's types are in scripts, and back.
@Suite struct CodingTests {
  /// Checks both ways.
  private func check<T: Codable & Equatable>(
    _ value: T,
    _ expected: Value,
    _ location: SourceLocation = #_sourceLocation
  ) throws {
    #expect(try ValueEncoder().encode(value) == expected, sourceLocation: location)
    #expect(try ValueDecoder().decode(T.self, from: expected) == value, sourceLocation: location)
  }

  @Test func leaves() throws {
    try check(7, 7)
    try check(true, true)
    try check("text", "text")
    try check(2.5, 2.5)
    try check(Float(2.5), 2.5)
    try check(Int8.min, -128)
    try check(UInt8.max, 255)
    try check(Int16.min, -32_768)
    try check(UInt16.max, 65_535)
    try check(Int32.min, -2_147_483_648)
    try check(UInt32.max, 4_294_967_295)
    try check(Int64.min, .integer(.min))
    try check(UInt64.max, .bigInteger(BigInt(UInt64.max)))
    try check(Int128.min, .bigInteger(BigInt(Int128.min)))
    try check(UInt128.max, .bigInteger(BigInt(UInt128.max)))
    try check(Int128(3), 3)
    try check(BigInt(3), 3)
    try check(BigInt(-1) << 100, .bigInteger(BigInt(-1) << 100))
    try check(BigUInt(1) << 100, .bigInteger(BigInt(1) << 100))
    try check(Int?.none, .nil)
    try check(Int?.some(4), 4)
    try check(Value.tuple([1, .atom("a")]), .tuple([1, .atom("a")]))
  }

  @Test func collections() throws {
    try check([1, 2, 3], [1, 2, 3])
    try check(["a", "b"], ["a", "b"])
    try check([Int](), [])
    try check([1.5, nil, 2], [1.5, .nil, 2.0])
    try check([[1], []], [[1], []])
    try check(Set([5]), [5])
    try check([UInt8]([104, 105]), "hi")
    try check([UInt8]([1, 255]), .binary([1, 255]))
    try check([[UInt8]]([[255], []]), [.binary([255]), ""])
    try check(ContiguousArray<UInt8>([1, 255]), .binary([1, 255]))
    try check([Value]([1, "a", .atom("b")]), [1, "a", .atom("b")])
    try check(1..<4, [1, 4])
    #expect(try ValueDecoder().decode([UInt8].self, from: [1, 2]) == [1, 2])
    #expect(try ValueDecoder().decode(Range<Int>.self, from: .tuple([1, 4])) == 1..<4)
  }

  private enum Color: String, Codable, CaseIterable { case red, green, deepBlue = "deep blue" }
  private struct Name: RawRepresentable, Codable, Hashable { var rawValue: String }
  private struct Sku: Codable, Hashable, CodingKeyRepresentable {
    var text: String
    init(_ text: String) { self.text = text }
    init?(codingKey: some CodingKey) { text = codingKey.stringValue }
    var codingKey: any CodingKey { Key(stringValue: text) }

    struct Key: CodingKey {
      var stringValue: String
      var intValue: Int? { nil }
      init(stringValue: String) { self.stringValue = stringValue }
      init?(intValue: Int) { nil }
    }
  }

  @Test func dictionaries() throws {
    try check(["a": 1, "b c": 2], ["a": 1, "b c": 2])
    try check([1: "a", -2: "b"], [1: "a", -2: "b"])
    try check([Color.red: 1], [.atom("red"): 1])
    try check([Name(rawValue: "x"): 1], ["x": 1])
    try check([Sku("x-1"): 1], ["x-1": 1])
    try check([2.5: true], [2.5: true])
    try check([[1, 2]: "list"], [[1, 2]: "list"])
    try check([Point(1, 2): "here"], [.tuple([1, 2]): "here"])
    try check([String: Int?](), .map([:]))
    // As scripts write it.
    #expect(try ValueDecoder().decode([String: Int].self, from: .fields(["a": 1])) == ["a": 1])
    #expect(try ValueDecoder().decode([Color: Int].self, from: ["red": 1]) == [.red: 1])
    #expect(
      try ValueDecoder().decode([Sku: Int].self, from: .fields(["x1": 1])) == [Sku("x1"): 1]
    )
  }

  private struct Point: Codable, Hashable, ValueConvertible {
    var x: Int
    var y: Int

    init(_ x: Int, _ y: Int) { (self.x, self.y) = (x, y) }

    init(value: Value) throws(ValueError) {
      guard case .tuple(let parts) = value, parts.count == 2 else {
        throw .expected("a point", found: value)
      }
      x = try parts[0].decode()
      do { y = try parts[1].decode() } catch { throw error.inside(.index(1)) }
    }

    func makeValue() -> Value { .tuple([.integer(x), .integer(y)]) }
  }

  private struct Line: Codable, Equatable {
    var sku: String
    var count: UInt16
    var price: Double
    var note: String?
  }

  private struct Order: Codable, Equatable {
    var id: Int
    var lines: [Line]
    var tags: Set<String>
    var state: Color
    var name: Name
    var at: Point?
    var extra: [String: Value]
    var body: [UInt8]
    var total: BigInt
  }

  private struct Empty: Codable, Equatable {}

  @Test func structs() throws {
    let order = Order(
      id: 7,
      lines: [Line(sku: "a", count: 3, price: 2.5, note: nil)],
      tags: ["new"],
      state: .deepBlue,
      name: Name(rawValue: "Ann"),
      at: Point(1, 2),
      extra: ["k": .tuple([1])],
      body: [0xFF],
      total: BigInt(1) << 80
    )
    try check(
      order,
      .fields([
        "id": 7, "lines": [.fields(["sku": "a", "count": 3, "price": 2.5, "note": .nil])],
        "tags": ["new"], "state": .atom("deep blue"), "name": "Ann", "at": .tuple([1, 2]),
        "extra": ["k": .tuple([1])], "body": .binary([0xFF]), "total": Value(BigInt(1) << 80),
      ])
    )
    try check(Empty(), .map([:]))
    try check([Empty()], [.map([:])])
  }

  @Test func keysMayBeStringsAndMissing() throws {
    let line = Line(sku: "a", count: 3, price: 2, note: nil)
    for value: Value in [
      ["sku": "a", "count": 3, "price": 2.0], .fields(["sku": "a", "count": 3, "price": 2]),
      ["sku": "a", .atom("count"): 3, "price": 2, "note": .nil, "more": 1],
    ] {
      #expect(try ValueDecoder().decode(Line.self, from: value) == line)
    }
  }

  @Test func dataIsABinary() throws {
    try check(Data([1, 255]), .binary([1, 255]))
    try check(Data("hi".utf8), "hi")
  }

  private class Animal: Codable {
    var name = ""
  }

  private final class Dog: Animal {
    var age: Int

    init(name: String, age: Int) {
      self.age = age
      super.init()
      self.name = name
    }

    private enum CodingKeys: CodingKey { case age }

    required init(from decoder: any Decoder) throws {
      let container = try decoder.container(keyedBy: CodingKeys.self)
      age = try container.decode(Int.self, forKey: .age)
      try super.init(from: container.superDecoder())
    }

    override func encode(to encoder: any Encoder) throws {
      var container = encoder.container(keyedBy: CodingKeys.self)
      try container.encode(age, forKey: .age)
      try super.encode(to: container.superEncoder())
    }
  }

  @Test func classesHaveASuperclassInside() throws {
    let value = try ValueEncoder().encode(Dog(name: "Rex", age: 3))
    #expect(value == .fields(["age": 3, "super": .fields(["name": "Rex"])]))
    let dog = try ValueDecoder().decode(Dog.self, from: value)
    #expect(dog.name == "Rex")
    #expect(dog.age == 3)
  }

  /// Written by hand, with containers in containers that are filled in turn.
  private struct Nested: Codable, Equatable {
    var a: Int
    var b: [Int]
    var c: String

    private enum CodingKeys: CodingKey { case outer, list, inner, a, c }

    init(a: Int, b: [Int], c: String) { (self.a, self.b, self.c) = (a, b, c) }

    init(from decoder: any Decoder) throws {
      let container = try decoder.container(keyedBy: CodingKeys.self)
      let outer = try container.nestedContainer(keyedBy: CodingKeys.self, forKey: .outer)
      a = try outer.decode(Int.self, forKey: .a)
      c = try outer.decode(String.self, forKey: .c)
      var list = try container.nestedUnkeyedContainer(forKey: .list)
      b = []
      while !list.isAtEnd {
        var pair = try list.nestedUnkeyedContainer()
        b.append(try pair.decode(Int.self))
      }
    }

    func encode(to encoder: any Encoder) throws {
      var container = encoder.container(keyedBy: CodingKeys.self)
      var outer = container.nestedContainer(keyedBy: CodingKeys.self, forKey: .outer)
      var list = container.nestedUnkeyedContainer(forKey: .list)
      try outer.encode(a, forKey: .a)
      for element in b {
        var pair = list.nestedUnkeyedContainer()
        try pair.encode(element)
      }
      try outer.encode(c, forKey: .c)
    }
  }

  @Test func nestedContainers() throws {
    try check(
      Nested(a: 1, b: [2, 3], c: "d"),
      .fields(["outer": .fields(["a": 1, "c": "d"]), "list": [[2], [3]]])
    )
  }

  /// Something that hands its encoder on.
  private struct Wrapper<Content: Codable & Equatable>: Codable, Equatable {
    var content: Content

    init(_ content: Content) { self.content = content }

    init(from decoder: any Decoder) throws { content = try Content(from: decoder) }

    func encode(to encoder: any Encoder) throws { try content.encode(to: encoder) }
  }

  /// The standard library's own ways to encode its types are not in the way.
  @Test func wrappers() throws {
    try check(Wrapper(["a key": 1, "2": 3]), ["a key": 1, "2": 3])
    try check(Wrapper([1, 2]), [1, 2])
    try check(Wrapper([UInt8]([1, 255])), .binary([1, 255]))
    try check(Wrapper(Color.red), "red")
    #expect(try ValueDecoder().decode(Wrapper<Color>.self, from: .atom("red")).content == .red)
    try check(Wrapper("text"), "text")
    try check(Wrapper(Value.atom("a")), .atom("a"))
    try check(Wrapper(Int?.none), .nil)
    #expect(try ValueDecoder().decode(Wrapper<[Int: Int]>.self, from: [1: 2]).content == [1: 2])
  }

  @Test func valuesGoThroughOtherCoders() throws {
    let value: Value = ["a": [1, 2.5, .nil, true, "x"], "b": ["c": 1]]
    let data = try JSONEncoder().encode(value)
    #expect(try JSONDecoder().decode(Value.self, from: data) == value)
    let mixed: Value = .fields(["a": .tuple([.atom("ok"), 1])])
    let text = String(decoding: try JSONEncoder().encode(mixed), as: UTF8.self)
    #expect(text == #"{"a":["ok",1]}"#)
    #expect(throws: EncodingError.self) { try JSONEncoder().encode([Value.map([[1]: 2])]) }
  }

  @Test func userInfoIsPassedOn() throws {
    struct Asking: Codable {
      var answer: Int
      init() { answer = 0 }
      init(from decoder: any Decoder) throws { answer = decoder.userInfo[.answer] as? Int ?? 0 }
      func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(encoder.userInfo[.answer] as? Int ?? 0)
      }
    }
    #expect(try ValueEncoder(userInfo: [.answer: 42]).encode(Asking()) == 42)
    #expect(try ValueDecoder(userInfo: [.answer: 42]).decode(Asking.self, from: 1).answer == 42)
  }
}

extension CodingUserInfoKey {
  fileprivate static let answer = CodingUserInfoKey(rawValue: "answer")!
}
