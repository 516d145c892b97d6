/// A value of about one kilobyte, as JSON would have it.
struct Order: Codable, Sendable {
  struct Customer: Codable, Sendable {
    var name = "Ada Lovelace"
    var mail = "ada@analytical.example"
    var street = "12 St James's Square"
    var city = "London"
  }

  struct Line: Codable, Sendable {
    var sku: String
    var title: String
    var count: Int
    var price: Double
  }

  var id = "2026-11-0000042"
  var customer = Customer()
  var isPaid = true
  var discount: Double = 0.125
  var tags = ["express", "gift", "fragile"]
  var lines = (1...10).map { number in
    Line(
      sku: "sku-\(1000 + number)",
      title: "Part number \(number) of the engine",
      count: number,
      price: 9.75
    )
  }
}
