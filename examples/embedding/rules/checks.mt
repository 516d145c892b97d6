## What must be right before an order is taken.
module Checks {
  ## The reasons why an order cannot be taken; none means that it can.
  fn problems(order) {
    List.concat([nothing_ordered(order), strange_counts(order), short_stock(order)])
  }

  private fn nothing_ordered(%{lines: []}) { ["nothing is ordered"] }
  private fn nothing_ordered(_) { [] }

  private fn strange_counts(order) {
    for %{sku: sku, count: n} in order.lines when n < 1 { "\(n) of \(sku) is no number to order" }
  }

  private fn short_stock(order) {
    for %{sku: sku, count: n} in order.lines, level in [level(sku)] when level < n {
      "only \(level) of \(sku) in stock"
    }
  }

  # `Stock.level` is a function of the program: it asks the warehouse, and this process waits.
  private fn level(sku) {
    try { Stock.level(sku) } catch { (:error, (:unknown, _)) -> 0 }
  }
}
