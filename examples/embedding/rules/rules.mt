## What the shop asks about every order: whether it is taken, and for how much.
module Rules {
  ## Decides about an order: `(:accepted, quote)` or `(:refused, reasons)`.
  ##
  ## All amounts are whole cents.
  fn decide(order) {
    match Checks.problems(order) {
      []      -> (:accepted, quote(order))
      reasons -> (:refused, reasons)
    }
  }

  private fn quote(order) {
    let goods = List.sum(for %{count: n, price: price} in order.lines { n * price })
    let discounts = Discounts.for_order(order, goods)
    let reduced = goods - List.sum(for %{amount: cents} in discounts { cents })
    let shipping = Shipping.cost(order.customer, reduced)
    %{goods: goods, discounts: discounts, shipping: shipping, total: reduced + shipping}
  }
}
