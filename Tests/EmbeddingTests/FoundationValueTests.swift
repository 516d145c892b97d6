import Foundation
import MartletEmbedding
import MartletFoundation
import Testing

/// What Foundation's types are in scripts.
@Suite struct FoundationValueTests {
  private struct Everything: Codable, Equatable {
    var date: Date
    var data: Data
    var id: UUID
    var link: URL
    var price: Decimal
    var dates: [UUID: Date]
  }

  @Test func roundTrips() throws {
    let id = try #require(UUID(uuidString: "E621E1F8-C36C-495A-93FC-0C247A3E6E5F"))
    let everything = Everything(
      date: Date(timeIntervalSince1970: 1_700_000_000.125),
      data: Data([1, 255]),
      id: id,
      link: try #require(URL(string: "https://example.org/a?b=c")),
      price: try #require(Decimal(string: "12.30")),
      dates: [id: Date(timeIntervalSince1970: -1)]
    )
    let value: Value = .fields([
      "date": 1_700_000_000_125, "data": .binary([1, 255]),
      "id": "E621E1F8-C36C-495A-93FC-0C247A3E6E5F", "link": "https://example.org/a?b=c",
      "price": "12.3", "dates": ["E621E1F8-C36C-495A-93FC-0C247A3E6E5F": -1_000],
    ])
    #expect(try ValueEncoder().encode(everything) == value)
    #expect(try ValueDecoder().decode(Everything.self, from: value) == everything)
  }

  @Test func otherForms() throws {
    #expect(
      try ValueDecoder().decode(Date.self, from: 1_500.5) == Date(timeIntervalSince1970: 1.5005)
    )
    #expect(try ValueDecoder().decode(Data.self, from: "hi") == Data("hi".utf8))
    #expect(try ValueDecoder().decode(Decimal.self, from: 12) == 12)
    #expect(try ValueDecoder().decode(Decimal.self, from: 0.1) == Decimal(string: "0.1"))
    #expect(try ValueDecoder().decode(Decimal.self, from: "-1e3") == -1_000)
  }

  @Test func errors() {
    func check<T: Decodable>(_ type: T.Type, _ value: Value, _ message: String) {
      #expect {
        try ValueDecoder().decode([T].self, from: [value])
      } throws: {
        "\($0)" == "[0]: \(message)"
      }
    }
    check(Date.self, "today", "expected a point of time in milliseconds, found \"today\"")
    check(Data.self, 1, "expected a binary, found 1")
    check(UUID.self, "x", "expected a UUID, found \"x\"")
    check(URL.self, 1, "expected a URL, found 1")
    check(Decimal.self, "12 apples", "expected a decimal number, found \"12 apples\"")
    check(Decimal.self, "", "expected a decimal number, found \"\"")
  }

  @Test func whatHasNoForm() {
    #expect(throws: ValueError.self) { try ValueEncoder().encode(Decimal.nan) }
    #expect(throws: ValueError.self) {
      try ValueEncoder().encode(Date(timeIntervalSince1970: 1e300))
    }
  }
}
