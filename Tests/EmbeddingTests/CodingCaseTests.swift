import MartletEmbedding
import Testing

/// Enums: atoms and tuples in scripts.
@Suite struct CodingCaseTests {
  private enum Shape: Codable, Equatable, Sendable {
    case empty
    case circle(Double)
    case box(Int, String?)
    case move(x: Int, y: Int?)
    case mixed(Int, label: String)
    indirect case pair(Shape, Shape)
    case dictionary([String: Int])
    case fields(Fields)
    case `nil`
    case optional(Int?)
  }

  private struct Fields: Codable, Equatable, Sendable { var a: Int }

  @Test(
    arguments: [
      (.empty, .atom("empty")), (.circle(2), .tuple([.atom("circle"), 2.0])),
      (.box(1, "a"), .tuple([.atom("box"), 1, "a"])),
      (.box(1, nil), .tuple([.atom("box"), 1, .nil])),
      (.move(x: 1, y: 2), .tuple([.atom("move"), .fields(["x": 1, "y": 2])])),
      (.move(x: 1, y: nil), .tuple([.atom("move"), .fields(["x": 1, "y": .nil])])),
      (.mixed(1, label: "a"), .tuple([.atom("mixed"), .fields(["_0": 1, "label": "a"])])),
      (
        .pair(.empty, .pair(.circle(1), .nil)),
        .tuple([
          .atom("pair"), .atom("empty"),
          .tuple([.atom("pair"), .tuple([.atom("circle"), 1.0]), .nil]),
        ])
      ), (.dictionary(["_0": 1]), .tuple([.atom("dictionary"), ["_0": 1]])),
      (.fields(Fields(a: 1)), .tuple([.atom("fields"), .fields(["a": 1])])), (.nil, .nil),
      (.optional(nil), .tuple([.atom("optional"), .nil])),
    ] as [(Shape, Value)]
  )
  private func cases(shape: Shape, value: Value) throws {
    #expect(try ValueEncoder().encode(shape) == value)
    #expect(try ValueEncoder().encode([shape]) == [value])
    #expect(try ValueDecoder().decode(Shape.self, from: value) == shape)
    #expect(try ValueDecoder().decode([Shape].self, from: [value]) == [shape])
  }

  /// As other encoders write cases, and as scripts might.
  @Test(
    arguments: [
      (.circle(2), .fields(["circle": .fields(["_0": 2.0])])), (.empty, ["empty": .map([:])]),
      (.empty, "empty"), (.empty, .tuple([.atom("empty")])), (.circle(2), .tuple(["circle", 2])),
      (.move(x: 1, y: nil), .tuple([.atom("move"), ["x": 1]])),
      (.mixed(1, label: "a"), ["mixed": ["_0": 1, "label": "a"]]),
    ] as [(Shape, Value)]
  )
  private func otherForms(shape: Shape, value: Value) throws {
    #expect(try ValueDecoder().decode(Shape.self, from: value) == shape)
  }

  private enum State: String, Codable, CaseIterable { case new, paid, on = "true", none = "nil" }
  private enum Level: Int, Codable { case low = 1, high }

  @Test func rawValues() throws {
    for (state, value) in [
      (.new, .atom("new")), (.paid, .atom("paid")), (.on, true), (State.none, .nil),
    ] as [(State, Value)] {
      #expect(try ValueEncoder().encode(state) == value)
      #expect(try ValueDecoder().decode(State.self, from: value) == state)
      #expect(try ValueDecoder().decode(State.self, from: .string(state.rawValue)) == state)
    }
    #expect(try ValueEncoder().encode(Level.high) == 2)
    #expect(try ValueDecoder().decode(Level.self, from: 2) == .high)
  }

  /// A struct that writes what the compiler writes for an enum is a map all the same.
  @Test func structsAreNoCases() throws {
    struct Envelope: Codable, Equatable {
      var id: Int

      private enum CodingKeys: CodingKey { case data, id }

      init(id: Int) { self.id = id }

      init(from decoder: any Decoder) throws {
        id = try decoder.container(keyedBy: CodingKeys.self)
          .nestedContainer(keyedBy: CodingKeys.self, forKey: .data).decode(Int.self, forKey: .id)
      }

      func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: CodingKeys.self)
        var inner = container.nestedContainer(keyedBy: CodingKeys.self, forKey: .data)
        try inner.encode(id, forKey: .id)
      }
    }
    let value: Value = .fields(["data": .fields(["id": 1])])
    #expect(try ValueEncoder().encode(Envelope(id: 1)) == value)
    #expect(try ValueDecoder().decode(Envelope.self, from: value) == Envelope(id: 1))
  }

  @Test func casesThatAreNotKnown() {
    for (value, message) in [
      (.atom("round"), "expected a case of Shape, found :round"),
      (.tuple([.atom("circle")]), "circle: the key :_0 is missing"),
      (.tuple([.atom("circle"), "x"]), "circle._0: expected a number, found \"x\""),
      (.tuple([.atom("move"), .fields(["y": 1])]), "move: the key :x is missing"),
      (7, "expected a map, found 7"),
      (.fields(["a": 1, "b": 2]), "expected a case of Shape, found %{a: 1, b: 2}"),
    ] as [(Value, String)] {
      #expect {
        try ValueDecoder().decode(Shape.self, from: value)
      } throws: {
        "\($0)" == message
      }
    }
    #expect {
      try ValueDecoder().decode([State].self, from: [.atom("new"), .atom("lost")])
    } throws: { error in
      "\(error)" == "[1]: expected one of :new, :paid, true, nil, found :lost"
    }
    #expect {
      try ValueDecoder().decode(Level.self, from: 3)
    } throws: {
      "\($0)" == "expected a value of Level, found 3"
    }
  }
}
