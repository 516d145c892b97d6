import BigInt
import MartletEmbedding
import Testing

/// Errors name the place that did not fit and what is there.
@Suite struct CodingErrorTests {
  private struct Line: Codable {
    var sku: String
    var price: Int
    var note: String?
  }

  private struct Order: Codable {
    var lines: [Line]
    var counts: [String: UInt8]
    var by: Customer?
  }

  private struct Customer: Codable { var name: String }

  private func message<T: Decodable>(_ type: T.Type, _ value: Value) -> String {
    do throws(ValueError) {
      _ = try ValueDecoder().decode(type, from: value)
      return "nothing"
    } catch {
      return "\(error)"
    }
  }

  @Test func paths() throws {
    func order(_ line: Value, _ counts: Value = .map([:]), _ by: Value = .nil) -> String {
      let good: Value = .fields(["sku": "a", "price": 1])
      return message(
        Order.self,
        .fields(["lines": [good, line], "counts": counts, "by": by])
      )
    }
    let good: Value = .fields(["sku": "a", "price": 1])
    #expect(order(good) == "nothing")
    #expect(
      order(.fields(["sku": "a", "price": "x"]))
        == "lines[1].price: expected an integer, found \"x\""
    )
    #expect(order(.fields(["sku": "a"])) == "lines[1]: the key :price is missing")
    #expect(
      order(.fields(["sku": .nil, "price": 1])) == "lines[1].sku: expected a string, found nil"
    )
    #expect(
      order(.fields(["sku": .atom("a"), "price": 1]))
        == "lines[1].sku: expected a string, found :a"
    )
    #expect(order(3) == "lines[1]: expected a map, found 3")
    #expect(order(.atom("sku")) == "lines[1]: expected a map, found :sku")
    #expect(
      order(good, ["a b": 256])
        == "counts[\"a b\"]: expected an integer from 0 to 255, found 256"
    )
    #expect(order(good, [1: 2]) == "counts[1]: expected a string, found 1")
    #expect(order(good, .map([:]), .map([:])) == "by: the key :name is missing")
    #expect(order(good, .map([:]), [1]) == "by: expected a map, found [1]")
  }

  @Test func leaves() {
    let table: [(any Decodable.Type, Value, String)] = [
      (Int.self, 1.0, "expected an integer, found 1.0"),
      (Int8.self, 128, "expected an integer from -128 to 127, found 128"),
      (UInt.self, -1, "expected an integer from 0 to 18446744073709551615, found -1"),
      (
        Int.self, Value(BigInt(1) << 64),
        "expected an integer from -9223372036854775808 to 9223372036854775807, found "
          + "18446744073709551616"
      ), (BigUInt.self, -1, "expected an integer that is not negative, found -1"),
      (Double.self, "1", "expected a number, found \"1\""),
      (
        Double.self, .integer(.max),
        "expected a float, or an integer that a float holds exactly, found 9223372036854775807"
      ),
      (
        Float.self, 1e300,
        "expected a number from -3.4028235e+38 to 3.4028235e+38, found 1.0e300"
      ), (Bool.self, .nil, "expected true or false, found nil"),
      (String.self, .binary([255]), "expected a string, found <<255>>"),
      ([Int].self, .tuple([1]), "expected a list, found (1,)"),
      ([Int].self, [1, [2]], "[1]: expected an integer, found [2]"),
      ([UInt8].self, 1, "expected a binary, found 1"),
      ([UInt8].self, [1, 256], "[1]: expected an integer from 0 to 255, found 256"),
      ([String: Int].self, [], "expected a map, found []"),
      (ProcessID.self, 1, "expected a pid, found 1"),
      (ReferenceID.self, 1, "expected a reference, found 1"),
      (ClosedRange<Int>.self, [1], "expected a list of more than 1 elements, found [1]"),
    ]
    for (type, value, expected) in table { #expect(message(type, value) == expected) }
  }

  private struct Whole: Encodable {
    var parts: [Part]
    struct Part: Encodable { var ratio: Double }
  }

  @Test func encoding() {
    #expect {
      try ValueEncoder().encode(Whole(parts: [.init(ratio: 1), .init(ratio: .infinity)]))
    } throws: {
      "\($0)" == "parts[1].ratio: the language has no float that is inf"
    }
    #expect(throws: ValueError.self) { try ValueEncoder().encode([Float.nan]) }
    #expect(throws: ValueError.self) { try ValueEncoder().encode(["a": Double.nan]) }
  }

  private struct Even: Codable, ValueConvertible {
    var number: Int

    init(number: Int) { self.number = number }

    init(value: Value) throws(ValueError) {
      guard let number = value.integerValue, number % 2 == 0 else {
        throw .expected("an even number", found: value)
      }
      self.number = number
    }

    func makeValue() throws(ValueError) -> Value {
      guard number % 2 == 0 else { throw ValueError("odd") }
      return .integer(number)
    }
  }

  private struct Own: Codable {
    init() {}

    init(from decoder: any Decoder) throws {
      let container = try decoder.singleValueContainer()
      throw DecodingError.dataCorruptedError(in: container, debugDescription: "never fits")
    }

    func encode(to encoder: any Encoder) throws { throw Trouble() }

    struct Trouble: Error, CustomStringConvertible { var description: String { "trouble" } }
  }

  @Test func errorsOfTypesThemselves() {
    #expect(
      message([String: [Even]].self, ["a": [2, 3]]) == "[\"a\"][1]: "
        + "expected an even number, found 3"
    )
    #expect(message([Own].self, [1]) == "[0]: never fits")
    #expect {
      try ValueEncoder().encode(["a": [Even(number: 1)]])
    } throws: {
      "\($0)" == "[\"a\"][0]: odd"
    }
    #expect {
      try ValueEncoder().encode([Own()])
    } throws: {
      "\($0)" == "trouble"
    }
  }

  /// What types with two forms do: try one, then the other.
  @Test func errorsCanBeCaught() throws {
    struct Either: Decodable, Equatable {
      var text: String
      init(from decoder: any Decoder) throws {
        let container = try decoder.singleValueContainer()
        do {
          text = try container.decode(String.self)
        } catch DecodingError.typeMismatch {
          text = "\(try container.decode(Int.self))"
        }
      }
    }
    #expect(try ValueDecoder().decode([Either].self, from: ["a", 2]).map(\.text) == ["a", "2"])
    #expect(message([Either].self, [true]) == "[0]: expected an integer, found true")
  }

  private indirect enum Chain: Codable {
    case end
    case link(Chain)
  }

  private final class Circle: Encodable {
    nonisolated(unsafe) var next: Circle?
  }

  @Test func depthIsLimited() throws {
    func nested(_ depth: Int) -> Value { (0..<depth).reduce(0) { value, _ in .list([value]) } }
    let deepest = nested(Value.maximumDepth)
    #expect(try ValueEncoder().encode(deepest) == deepest)
    #expect(throws: ValueError(.tooDeep)) {
      try ValueEncoder().encode(nested(Value.maximumDepth + 1))
    }
    #expect(throws: ValueError.self) { try ValueEncoder().encode([deepest]) }

    let chain = (0..<120).reduce(Chain.end) { chain, _ in .link(chain) }
    let value = try ValueEncoder().encode(chain)
    _ = try ValueDecoder().decode(Chain.self, from: value)
    let long = (0..<2_000).reduce(Chain.end) { chain, _ in .link(chain) }
    #expect { try ValueEncoder().encode(long) } throws: {
      ($0 as? ValueError)?.problem == .tooDeep
    }

    let circle = Circle()
    circle.next = circle
    #expect { try ValueEncoder().encode(circle) } throws: {
      ($0 as? ValueError)?.problem == .tooDeep
    }
    circle.next = nil

    let tuple = (0..<600).reduce(Value.atom("end")) { value, _ in .tuple([.atom("link"), value]) }
    #expect { try ValueDecoder().decode(Chain.self, from: tuple) } throws: {
      ($0 as? ValueError)?.problem == .tooDeep
    }
  }

  @Test func differentContainersAreRefused() {
    struct Confused: Encodable {
      func encode(to encoder: any Encoder) throws {
        var list = encoder.unkeyedContainer()
        try list.encode(1)
        var single = encoder.singleValueContainer()
        try single.encode(2)
      }
    }
    #expect {
      try ValueEncoder().encode([Confused()])
    } throws: {
      "\($0)" == "[0]: more than one kind of container was asked for"
    }
  }
}
