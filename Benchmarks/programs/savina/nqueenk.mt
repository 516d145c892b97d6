# Savina 28, nqueenk: all ways to place N queens. A master gives boards to W workers in turn; a
# worker sends back each board with one queen more, or, from T queens on, counts the solutions
# itself. Gives their number.
fn worker(n, threshold, master) {
  receive {
    (:board, queens, placed) -> {
      if placed >= threshold {
        master ! (:finished, count(n, queens, placed))
      } else {
        expand(n, n, queens, placed + 1, master)
        master ! (:finished, 0)
      }
      worker(n, threshold, master)
    }
  }
}

fn expand(0, _, _, _, _) { :ok }
fn expand(q, n, queens, placed, master) {
  if safe?(q, 1, queens) { master ! (:board, [q | queens], placed) }
  expand(q - 1, n, queens, placed, master)
}

fn count(n, _, n) { 1 }
fn count(n, queens, placed) { columns(n, n, queens, placed, 0) }

fn columns(0, _, _, _, sum) { sum }
fn columns(q, n, queens, placed, sum) {
  if safe?(q, 1, queens) {
    columns(q - 1, n, queens, placed, sum + count(n, [q | queens], placed + 1))
  } else {
    columns(q - 1, n, queens, placed, sum)
  }
}

fn safe?(_, _, []) { true }
fn safe?(q, d, [h | _]) when q === h or q === h + d or q === h - d { false }
fn safe?(q, d, [_ | rest]) { safe?(q, d + 1, rest) }

fn master(0, _, _, sum) { sum }
fn master(open, workers, turn, sum) {
  receive {
    (:finished, k) -> master(open - 1, workers, turn, sum + k)
    (:board, _, _) as board -> {
      elem(workers, turn) ! board
      master(open + 1, workers, (turn + 1) rem tuple_size(workers), sum)
    }
  }
}

let n = Bench.argument(0, 12)
let workers = Bench.argument(1, 20)
let threshold = Bench.argument(2, 4)
let me = self()
Bench.run {
  let all = List.to_tuple(for _ in 1..workers { spawn { worker(n, threshold, me) } })
  elem(all, 0) ! (:board, [], 0)
  master(1, all, 1 rem workers, 0)
}
