# Savina 21, trapezoid: the area below a function from 1 to 5, N trapezoids shared among W workers.
# Gives the area, added up in the order of the workers.
fn f(x) { Math.sin(x * x * x - 1.0) / (x + 1.0) * Math.sqrt(1.0 + Math.exp(Math.sqrt(2.0 * x))) }

fn area(0, _, _, sum) { sum }
fn area(n, x, width, sum) {
  area(n - 1, x + width, width, sum + (f(x) + f(x + width)) * 0.5 * width)
}

fn total(i, workers, sum) when i === workers { sum }
fn total(i, workers, sum) { receive { (:area, ^i, part) -> total(i + 1, workers, sum + part) } }

let pieces = Bench.argument(0, 10_000_000)
let workers = Bench.argument(1, 100)
let each = pieces div workers
let width = 4.0 / (each * workers)
let me = self()
Bench.load([Math])
Bench.run {
  for i in 0..workers - 1 {
    spawn { me ! (:area, i, area(each, 1.0 + i * each * width, width, 0.0)) }
  }
  total(0, workers, 0.0)
}
