# Savina 9, concsll: as concdict, but the process keeps a sorted list, so each request takes time in
# its length: P per cent insert, S per cent ask for the length, the others search. Checks that what
# was inserted is there at the end; gives the length.
fn keeper(xs) {
  receive {
    (:add, x, from) -> { from ! (:value, true); keeper(insert(x, xs)) }
    (:contains, x, from) -> { from ! (:value, contains?(x, xs)); keeper(xs) }
    (:size, from) -> { from ! (:value, length(xs)); keeper(xs) }
  }
}

fn insert(x, [y | rest]) when y < x { [y | insert(x, rest)] }
fn insert(x, [y | _] as xs) when x === y { xs }
fn insert(x, xs) { [x | xs] }

fn contains?(x, [y | rest]) when y < x { contains?(x, rest) }
fn contains?(x, [y | _]) { x === y }
fn contains?(_, []) { false }

fn worker(0, _, _, _, _, added, main) { main ! (:done, added) }
fn worker(n, writes, sizes, keeper, r, added, main) {
  let choice = Bench.next(r)
  let next = Bench.next(choice)
  let k = Bench.below(choice, 100)
  let added = if k < writes { next } else { added }
  if k < writes {
    keeper ! (:add, next, self())
  } else if k < writes + sizes {
    keeper ! (:size, self())
  } else {
    keeper ! (:contains, next, self())
  }
  receive { (:value, _) -> worker(n - 1, writes, sizes, keeper, next, added, main) }
}

# Asks for the last number that each worker has inserted, and for the length.
fn verify(0, keeper) {
  keeper ! (:size, self())
  receive { (:value, size) -> size }
}
fn verify(n, keeper) {
  receive { (:done, x) -> keeper ! (:contains, x, self()) }
  receive { (:value, found) -> Bench.check(found, true) }
  verify(n - 1, keeper)
}

let workers = Bench.argument(0, 20)
let n = Bench.argument(1, 8_000)
let writes = Bench.argument(2, 10)
let sizes = Bench.argument(3, 1)
let me = self()
Bench.run {
  let keeper = spawn { keeper([]) }
  for i in 1..workers { spawn { worker(n, writes, sizes, keeper, i * 7919, 0, me) } }
  verify(workers, keeper)
}
