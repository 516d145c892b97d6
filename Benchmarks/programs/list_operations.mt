# Map, filter and fold over a list of N elements, several times.
fn repeat(0, _, sum) { sum }
fn repeat(k, xs, sum) {
  let mapped = List.map(xs) { x in x * 3 + k }
  let even = List.filter(mapped) { x in x rem 2 === 0 }
  repeat(k - 1, xs, sum + List.reduce(even, 0) { x, acc in x + acc })
}

let n = Bench.argument(0, 1_000_000)
let times = Bench.argument(1, 10)
Bench.load([List])
Bench.run { repeat(times, 1..n, 0) }
