# Savina 17, filterbank: N samples go through K channels at once, each a chain of five processes: a
# delay, a filter of C columns, one that lets every Kth sample through and zeros in between, another
# delay, another filter. The channels' results for a sample are added up. Integers, so the order of
# arrival does not matter. Gives a checksum. The suite's own 16,384 columns and 34,816 samples would
# take many minutes.
fn delay(n, length, next) {
  zeros(length, next)
  pass(n - length, next)
}

fn zeros(0, _) { :ok }
fn zeros(n, next) { next ! 0; zeros(n - 1, next) }

fn pass(0, _) { :ok }
fn pass(n, next) { receive { x -> next ! x }; pass(n - 1, next) }

fn sample(n, n, _, _) { :ok }
fn sample(i, n, rate, next) {
  receive { x -> next ! (if i rem rate === 0 { x } else { 0 }) }
  sample(i + 1, n, rate, next)
}

# Gives each sum to `next`, a function: the last filter of a channel tags what it sends.
fn filter(n, n, _, _, _) { :ok }
fn filter(i, n, columns, window, next) {
  let seen = receive { x -> [x | window] }
  next(i, weigh(columns, seen, 0) band 0xFFFF)
  filter(i + 1, n, columns, List.take(seen, length(columns) - 1), next)
}

fn weigh([c | columns], [x | window], sum) { weigh(columns, window, sum + c * x) }
fn weigh(_, _, sum) { sum }

fn channel(k, n, channels, columns, combiner) {
  let weights = fn(factor) { for c in 1..columns { (c * factor + k) rem 32 } }
  let second = weights(11)
  let last = spawn { filter(0, n, second, [], fn(i, x) { combiner ! (i, x) }) }
  let delayed = spawn { delay(n, columns, last) }
  let sampler = spawn { sample(0, n, channels, delayed) }
  let first = weights(7)
  let filter = spawn { filter(0, n, first, [], fn(_, x) { sampler ! x }) }
  spawn { delay(n, columns, filter) }
}

fn source(n, n, _) { :ok }
fn source(i, n, heads) {
  List.each(heads) { head in head ! i band 1_023 }
  source(i + 1, n, heads)
}

# `open` holds the samples that some channels have not given yet: how many are missing, and the sum.
fn combine(0, _, _, sum) { sum }
fn combine(left, channels, open, sum) {
  receive {
    (i, x) -> {
      match Map.get(open, i, (channels, 0)) {
        (1, total) -> {
          let all = (sum + i * (total + x)) band 0xFFFFFF
          combine(left - 1, channels, Map.delete(open, i), all)
        }
        (missing, total) ->
          combine(left, channels, Map.put(open, i, (missing - 1, total + x)), sum)
      }
    }
  }
}

let columns = Bench.argument(0, 32)
let n = Bench.argument(1, 8_192)
let channels = Bench.argument(2, 8)
let me = self()
Bench.load([List, Map])
Bench.run {
  source(0, n, for k in 1..channels { channel(k, n, channels, columns, me) })
  combine(n, channels, %{}, 0)
}
