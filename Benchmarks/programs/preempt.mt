# N waits of a millisecond beside endless loops: how late they end, in microseconds.
fn spin(n) { spin((n + 1) band 0xFFFFFF) }

fn ticks(0, late) { late }
fn ticks(k, late) {
  let start = System.monotonic_time(:microsecond)
  receive { after 1 -> :ok }
  ticks(k - 1, [System.monotonic_time(:microsecond) - start - 1000 | late])
}

let hogs = Bench.argument(0, 8)
let n = Bench.argument(1, 1_000)
for _ in 1..hogs { spawn { spin(0) } }
Bench.load([List])
Bench.run {
  let late = List.sort(ticks(n, []))
  (List.at(late, n div 2), List.at(late, n * 99 div 100), List.last(late))
}
