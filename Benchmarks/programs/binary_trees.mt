# Allocation and collection: complete binary trees, an item in each node.
fn make(item, 0) { (item, nil, nil) }
fn make(item, depth) {
  (item, make(2 * item - 1, depth - 1), make(2 * item, depth - 1))
}

fn check((item, nil, nil)) { item }
fn check((item, left, right)) { item + check(left) - check(right) }

fn depths(d, max, sum) when d > max { sum }
fn depths(d, max, sum) { depths(d + 2, max, sum + trees(1 bsl (max - d + 4), d, 0)) }

fn trees(0, _, sum) { sum }
fn trees(i, d, sum) { trees(i - 1, d, sum + check(make(i, d))) }

let max = Bench.argument(0, 16)
Bench.run {
  let stretch = check(make(0, max + 1))
  let long = make(0, max)
  stretch + depths(4, max, 0) + check(long)
}
