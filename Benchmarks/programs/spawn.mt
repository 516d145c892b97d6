# N short-lived processes, one message each to the parent: `batch` receives after every thousand,
# `all` spawns all of them first.
fn start(k, to, _) when k === to { :ok }
fn start(k, to, parent) { spawn { parent ! k }; start(k - 1, to, parent) }

fn collect(0, sum) { sum }
fn collect(n, sum) { receive { k -> collect(n - 1, sum + k) } }

fn batches(0, sum) { sum }
fn batches(n, sum) {
  let to = if n < 1000 { 0 } else { n - 1000 }
  start(n, to, self())
  batches(to, collect(n - to, sum))
}

let n = Bench.argument(0, 1_000_000)
if List.at(System.argv(), 1) == "all" {
  Bench.run { start(n, 0, self()); collect(n, 0) }
} else {
  Bench.run { batches(n, 0) }
}
