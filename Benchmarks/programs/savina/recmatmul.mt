# Savina 23, recmatmul: the product of two matrices of N rows by quarters, a process for each of the
# eight smaller products, down to matrices of T numbers. A matrix is a list of rows. Checks the sum
# of all numbers.
fn multiply(a, b, n, threshold) when n * n <= threshold {
  let columns = List.transpose(b)
  for row in a { for column in columns { dot(row, column, 0) } }
}
fn multiply(a, b, n, threshold) {
  let half = n div 2
  let (a11, a12, a21, a22) = quarters(a, half)
  let (b11, b12, b21, b22) = quarters(b, half)
  let me = self()
  let task = fn(x, y) {
    let ref = make_ref()
    spawn { me ! (ref, multiply(x, y, half, threshold)) }
    ref
  }
  let refs = [
    task(a11, b11), task(a12, b21), task(a11, b12), task(a12, b22),
    task(a21, b11), task(a22, b21), task(a21, b12), task(a22, b22),
  ]
  let [p1, p2, p3, p4, p5, p6, p7, p8] = for ref in refs { receive { (^ref, product) -> product } }
  beside(sum(p1, p2), sum(p3, p4)) ++ beside(sum(p5, p6), sum(p7, p8))
}

fn dot([], [], sum) { sum }
fn dot([x | xs], [y | ys], sum) { dot(xs, ys, sum + x * y) }

fn quarters(m, half) {
  let (top, bottom) = List.split(m, half)
  let (a, b) = halves(top, half)
  let (c, d) = halves(bottom, half)
  (a, b, c, d)
}

fn halves(rows, half) {
  (for row in rows { List.take(row, half) }, for row in rows { List.drop(row, half) })
}

fn sum(a, b) { List.zip_with(a, b) { r, s in List.zip_with(r, s) { x, y in x + y } } }
fn beside(a, b) { List.zip_with(a, b) { r, s in r ++ s } }

let n = Bench.argument(0, 256)
let threshold = Bench.argument(1, 4_096)
let a = for i in 1..n { for _ in 1..n { i } }
let b = for _ in 1..n { for j in 1..n { j } }
Bench.load([List])
Bench.run {
  let product = multiply(a, b, n, threshold)
  let half = n * (n + 1) div 2
  Bench.check(List.sum(for row in product { List.sum(row) }), n * half * half)
}
