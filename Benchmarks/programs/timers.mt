# N processes that each wait a random time of up to a second.
fn start(0, _, _) { :ok }
fn start(k, parent, r) {
  let next = (r * 1103515245 + 12345) band 0x7FFFFFFF
  let ms = (next bsr 8) rem 1001
  spawn {
    let begin = System.monotonic_time(:microsecond)
    receive { after ms -> :ok }
    parent ! (:done, System.monotonic_time(:microsecond) - begin - ms * 1000)
  }
  start(k - 1, parent, next)
}

fn wait(0, late) { late }
fn wait(n, late) { receive { (:done, d) -> wait(n - 1, late + d) } }

let n = Bench.argument(0, 100_000)
Bench.run { start(n, self(), 12345); wait(n, 0) div n }
