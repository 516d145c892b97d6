## What it costs to send an order.
module Shipping {
  let free_from = 100_00

  ## The cost of sending goods of that price to a customer.
  fn cost(%{country: country}, goods) {
    if country == "DE" and goods >= free_from { 0 }
    else {
      if goods >= 1_000_00 { Log.note("a parcel for \(country) is worth \(goods div 100) euros") }
      rate(country)
    }
  }

  private fn rate("DE") { 4_90 }
  private fn rate(country) when country == "AT" or country == "FR" { 9_90 }
  private fn rate(_) { 24_90 }
}
