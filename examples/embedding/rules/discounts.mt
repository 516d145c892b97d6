## What is taken off the price.
module Discounts {
  # In percent.
  let regular = 5
  let bulk = 10

  ## The discounts on an order's goods, each with its reason and its amount.
  fn for_order(%{customer: customer, lines: lines}, goods) {
    regular_customer(customer, goods) ++ large_counts(lines)
  }

  private fn regular_customer(%{orders: n}, goods) when n >= 10 {
    [%{reason: "regular customer", amount: goods * regular div 100}]
  }
  private fn regular_customer(_, _) { [] }

  private fn large_counts(lines) {
    for %{sku: sku, count: n, price: price} in lines when n >= 20 {
      %{reason: "\(n) of \(sku)", amount: n * price * bulk div 100}
    }
  }
}
