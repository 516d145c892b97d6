# N short-lived processes, one message each to the parent: `batch` receives after every thousand,
# `all` spawns all of them first.
fn start(0, _) { :ok }
fn start(k, parent) { spawn { parent ! k }; start(k - 1, parent) }

fn collect(0, sum) { sum }
fn collect(n, sum) { receive { k -> collect(n - 1, sum + k) } }

fn batches(0, sum) { sum }
fn batches(n, sum) {
  let k = if n < 1000 { n } else { 1000 }
  start(k, self())
  batches(n - k, collect(k, sum))
}

let n = Bench.argument(0, 1_000_000)
if List.at(System.argv(), 1) == "all" {
  Bench.run { start(n, self()); collect(n, 0) }
} else {
  Bench.run { batches(n, 0) }
}
