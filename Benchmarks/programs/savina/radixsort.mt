# Savina 16, radixsort: N numbers go through a pipeline of B processes, one for each bit from the
# lowest up; each lets those whose bit is 0 pass and sends the others after them. Checks that they
# arrive in order; gives a checksum.
fn sorter(0, _, next, ones) { send_all(List.reverse(ones), next) }
fn sorter(n, mask, next, ones) {
  receive {
    x when x band mask === 0 -> { next ! x; sorter(n - 1, mask, next, ones) }
    x -> sorter(n - 1, mask, next, [x | ones])
  }
}

fn send_all([], _) { :ok }
fn send_all([x | rest], to) { to ! x; send_all(rest, to) }

fn source(0, _, _, _) { :ok }
fn source(n, r, mask, to) {
  let r1 = Bench.next(r)
  let r2 = Bench.next(r1)
  to ! ((r1 bsl 29) bxor r2) band mask
  source(n - 1, r2, mask, to)
}

fn validate(0, _, sum) { sum }
fn validate(n, last, sum) {
  receive { x when x >= last -> validate(n - 1, x, (sum * 31 + x) band 0xFFFFFF) }
}

fn pipeline(0, _, next) { next }
fn pipeline(bit, n, next) {
  pipeline(bit - 1, n, spawn { sorter(n, 1 bsl (bit - 1), next, []) })
}

let n = Bench.argument(0, 100_000)
let bits = Bench.argument(1, 60)
let seed = Bench.argument(2, 2_048)
let me = self()
Bench.load([List])
Bench.run {
  source(n, seed, (1 bsl bits) - 1, pipeline(bits, n, me))
  validate(n, 0, 0)
}
