# `match` tries its arms in order; arms end with a newline or `;`.
fn f(x) { match x { 1 -> :one; n when n > 10 -> :big; _ -> :other } }
print(f(1), f(11), f(2)) # expect: :one :big :other
let r = match (1, 2) {
  (a, b) when a > b -> :greater
  (a, b) -> {
    let sum = a + b
    (:sum, sum)
  }
}
print(r) # expect: (:sum, 3)
