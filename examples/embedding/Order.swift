/// What a customer wants to buy.
///
/// Rules see it as a map, `%{id: "A1", customer: %{...}, lines: [...]}`: whatever is `Codable` can
/// go to a script and come back.
struct Order: Codable, Sendable {
  var id: String
  var customer: Customer
  var lines: [Line]

  /// Something that is ordered.
  struct Line: Codable, Sendable {
    /// What it is: the warehouse's name for it.
    var sku: String
    var count: Int
    /// The price of one, in cents.
    var price: Int
  }
}

/// Who orders.
struct Customer: Codable, Sendable {
  var name: String
  /// The country to send to, in two letters.
  var country: String
  /// How many orders there were before.
  var orders: Int
}

/// What the rules say about an order, `(:accepted, %{...})` or `(:refused, ["...", ...])` there.
enum Decision: Codable, Sendable, Equatable {
  case accepted(Quote)
  case refused([String])
}

/// What an order costs; all amounts are cents.
struct Quote: Codable, Sendable, Equatable {
  /// What the goods cost without discounts.
  var goods: Int
  var discounts: [Discount]
  var shipping: Int
  var total: Int

  /// Something that is taken off.
  struct Discount: Codable, Sendable, Equatable {
    var reason: String
    var amount: Int
  }
}

extension Decision: CustomStringConvertible {
  var description: String {
    switch self {
    case .accepted(let quote): "accepted, \(quote)"
    case .refused(let reasons): "refused: \(reasons.joined(separator: "; "))"
    }
  }
}

extension Quote: CustomStringConvertible {
  var description: String {
    let reductions = discounts.map { "- \(euros($0.amount)) (\($0.reason)) " }.joined()
    return "\(euros(goods)) \(reductions)+ \(euros(shipping)) shipping = \(euros(total))"
  }
}

/// An amount as people write it.
private func euros(_ cents: Int) -> String {
  let digits = String(cents.magnitude % 100)
  let fraction = digits.count == 1 ? "0" + digits : digits
  return "\(cents < 0 ? "-" : "")\(cents.magnitude / 100).\(fraction)"
}
