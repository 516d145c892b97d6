## Ranges: integers in a row.
##
## `a..b` is the list of the integers from `a` to `b`, both included, and `[]` when `a` is greater. In
## a `for` it is never built. This module has what the notation does not say: steps, going down, and
## questions that need no list.
##
## >> Range.step(0, 10, 5)
## [0, 5, 10]
## >> Range.down(3, 1)
## [3, 2, 1]
module Range {
  ## The integers from `a` to `b`: `a..b`.
  ##
  ## >> Range.new(1, 3)
  ## [1, 2, 3]
  fn new(a, b) { a..b }

  ## The numbers from `a` to at most `b`, each `by` after the one before; `by` may be negative.
  ##
  ## >> Range.step(1, 10, 4)
  ## [1, 5, 9]
  ## >> Range.step(3, 1, -1)
  ## [3, 2, 1]
  fn step(a, b, by) when by > 0 { if a > b { [] } else { [a | step(a + by, b, by)] } }
  fn step(a, b, by) when by < 0 { if a < b { [] } else { [a | step(a + by, b, by)] } }

  ## The integers from `a` down to `b`.
  ##
  ## >> Range.down(3, 1)
  ## [3, 2, 1]
  fn down(a, b) { step(a, b, -1) }

  ## How many integers there are from `a` to `b`.
  ##
  ## >> Range.size(3, 7)
  ## 5
  fn size(a, b) when is_integer(a) and is_integer(b) { if a > b { 0 } else { b - a + 1 } }

  ## Whether a number lies from `a` to `b`.
  ##
  ## >> Range.contains?(1, 10, 7)
  ## true
  fn contains?(a, b, x) { a <= x and x <= b }

  ## The number, or the end of the range that is nearest to it.
  ##
  ## >> Range.clamp(1, 10, 12)
  ## 10
  fn clamp(a, _b, x) when x < a { a }
  fn clamp(_a, b, x) when x > b { b }
  fn clamp(_a, _b, x) { x }

  ## Calls `f` with the integers from `a` to `b`; gives `:ok`.
  ##
  ## >> Range.each(1, 0) { n in print(n) }
  ## :ok
  fn each(a, b, f) when a <= b {
    f(a)
    each(a + 1, b, f)
  }
  fn each(_a, _b, _f) { :ok }

  ## Goes through the integers from `a` to `b` with an accumulator: `f(n, acc)` gives the next one.
  ##
  ## >> Range.reduce(1, 100, 0) { n, sum in sum + n }
  ## 5050
  fn reduce(a, b, acc, f) when a <= b { reduce(a + 1, b, f(a, acc), f) }
  fn reduce(_a, _b, acc, _f) { acc }

  ## Divides `n` places, counted from 0, into `parts` nearly equal pieces: the first and the last place
  ## of each.
  ##
  ## >> Range.divide(10, 3)
  ## [(0, 2), (3, 5), (6, 9)]
  fn divide(n, parts) when n >= 0 and parts > 0 {
    for i in 0..parts - 1 { (i * n div parts, (i + 1) * n div parts - 1) }
  }
}
