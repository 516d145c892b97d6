# Savina 14, logmap: S series x -> r x (1 - x), N terms each, r = 3.46 + 0.0025 i. A series asks
# another process for each term and takes the answer before the many messages that came first. Gives
# the sum of the last terms.
fn computer(rate) {
  receive {
    (:compute, ref, term, from) -> { from ! (ref, rate * term * (1.0 - term)); computer(rate) }
  }
}

fn series(computer, term) {
  receive {
    :next -> {
      let ref = make_ref()
      computer ! (:compute, ref, term, self())
      receive { (^ref, new) -> series(computer, new) }
    }
    (:get, i, from) -> from ! (:last, i, term)
  }
}

fn advance(0, _) { :ok }
fn advance(n, all) {
  List.each(all) { s in s ! :next }
  advance(n - 1, all)
}

# In the order of the series: a sum of floats depends on it.
fn total(i, n, sum) when i > n { sum }
fn total(i, n, sum) {
  receive {
    (:last, ^i, term) when term > 0.0 and term < 1.0 -> total(i + 1, n, sum + term)
  }
}

let terms = Bench.argument(0, 25_000)
let n = Bench.argument(1, 10)
let me = self()
Bench.load([List])
Bench.run {
  let all = for i in 1..n {
    let computer = spawn { computer(3.46 + 0.0025 * i) }
    spawn { series(computer, 0.0025 * i) }
  }
  advance(terms, all)
  List.each(List.with_index(all)) { (s, i) in s ! (:get, i + 1, me) }
  total(1, n, 0.0)
}
