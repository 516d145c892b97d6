# Savina 30, bitonicsort: a process for each of N places, N a power of two; in each step of
# Batcher's network it exchanges its number with a partner and keeps the smaller or the larger.
# Checks the order; gives a checksum.

# In a step the partner's place differs in the bit `j`; blocks of `k` places are sorted up and down
# by turns.
fn sort(i, x, k, n, _, main) when k > n { main ! (:sorted, i, x) }
fn sort(i, x, k, n, partners, main) {
  sort(i, merge(i, x, k, k bsr 1, partners), k * 2, n, partners, main)
}

fn merge(_, x, _, 0, _) { x }
fn merge(i, x, k, j, partners) {
  partners[j] ! (k, j, x)
  let y = receive { (^k, ^j, y) -> y }
  let low = (i band j === 0) == (i band k === 0)
  merge(i, if low == (x < y) { x } else { y }, k, j bsr 1, partners)
}

fn bits(n) { if n > 1 { [n bsr 1 | bits(n bsr 1)] } else { [] } }

fn values(0, _) { [] }
fn values(n, r) { [r | values(n - 1, Bench.next(r))] }

fn verify(i, n, _, sum) when i === n { sum }
fn verify(i, n, last, sum) {
  receive { (:sorted, ^i, x) when x >= last -> verify(i + 1, n, x, (sum * 31 + x) band 0xFFFFFF) }
}

let n = Bench.argument(0, 4_096)
let me = self()
Bench.load([List, Map])
Bench.run {
  let pids = for (x, i) in List.with_index(values(n, 2_048)) {
    spawn { receive { (:start, partners) -> sort(i, x, 2, n, partners, me) } }
  }
  let all = List.to_tuple(pids)
  for i in 0..n - 1 {
    elem(all, i) ! (:start, Map.from_list(for j in bits(n) { (j, elem(all, i bxor j)) }))
  }
  verify(0, n, 0, 0)
}
