# Savina 8, concdict: W workers send N requests each to a process that keeps a map of K entries, P
# per cent of them writes, the others reads, and wait for the answers. Checks each answer; gives the
# number of writes.
fn dictionary(entries, writes) {
  receive {
    (:read, key, from) -> { from ! (:value, Map.get(entries, key, 0)); dictionary(entries, writes) }
    (:write, key, value, from) -> {
      from ! (:value, value)
      dictionary(Map.put(entries, key, value), writes + 1)
    }
    (:stop, from) -> from ! (:done, writes)
  }
}

# A key's value is twice the key; half of the keys asked for are not there at first.
fn worker(0, _, _, _, _, right, main) { main ! (:done, right) }
fn worker(n, percent, keys, dictionary, r, right, main) {
  let choice = Bench.next(r)
  let next = Bench.next(choice)
  let key = Bench.below(next, 2 * keys)
  if Bench.below(choice, 100) < percent {
    dictionary ! (:write, key, 2 * key, self())
  } else {
    dictionary ! (:read, key, self())
  }
  receive {
    (:value, value) when value === 2 * key or value === 0 ->
      worker(n - 1, percent, keys, dictionary, next, right + 1, main)
  }
}

let workers = Bench.argument(0, 20)
let n = Bench.argument(1, 10_000)
let percent = Bench.argument(2, 10)
let keys = Bench.argument(3, 65_536)
let me = self()
let pid = spawn { dictionary(Map.from_list(for k in 0..keys - 1 { (k, 2 * k) }), 0) }
pid ! (:read, 0, me)
receive { (:value, 0) -> :ok }
Bench.load([Map])
Bench.run {
  for i in 1..workers { spawn { worker(n, percent, keys, pid, i * 7919, 0, me) } }
  Bench.check(Bench.gather(workers), workers * n)
  pid ! (:stop, me)
  Bench.gather(1)
}
