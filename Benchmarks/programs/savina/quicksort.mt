# Savina 24, quicksort: a list of N random numbers; a process for each part that is longer than T,
# which gets the part and sends it back sorted. Checks that the numbers are in order; gives a
# checksum.
fn sort(xs, n, threshold) when n <= threshold { List.sort(xs) }
fn sort([pivot | rest], _, threshold) {
  let (left, l, right, r) = split(rest, pivot, [], 0, [], 0)
  let me = self()
  let ref = make_ref()
  spawn { me ! (ref, sort(left, l, threshold)) }
  let sorted = sort(right, r, threshold)
  receive { (^ref, first) -> first ++ [pivot | sorted] }
}

fn split([], _, left, l, right, r) { (left, l, right, r) }
fn split([x | rest], pivot, left, l, right, r) when x < pivot {
  split(rest, pivot, [x | left], l + 1, right, r)
}
fn split([x | rest], pivot, left, l, right, r) { split(rest, pivot, left, l, [x | right], r + 1) }

fn random_list(0, _, xs) { xs }
fn random_list(n, r, xs) { random_list(n - 1, Bench.next(r), [r | xs]) }

fn verify([], _, n, sum) { (n, sum) }
fn verify([x | rest], last, n, sum) when x >= last {
  verify(rest, x, n + 1, (sum * 31 + x) band 0xFFFFFF)
}

let n = Bench.argument(0, 1_000_000)
let threshold = Bench.argument(1, 2_048)
let xs = random_list(n, 1_024, [])
Bench.load([List])
Bench.run {
  let (count, sum) = verify(sort(xs, n, threshold), 0, 0, 0)
  Bench.check(count, n)
  sum
}
