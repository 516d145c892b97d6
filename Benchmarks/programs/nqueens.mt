# Lists and backtracking: all solutions for N queens, several times.
fn repeat(0, _, sum) { sum }
fn repeat(k, n, sum) { repeat(k - 1, n, sum + place(n, n, [])) }

fn place(0, _, _) { 1 }
fn place(k, n, queens) { columns(n, k, n, queens, 0) }

fn columns(0, _, _, _, sum) { sum }
fn columns(q, k, n, queens, sum) {
  if safe?(q, 1, queens) {
    columns(q - 1, k, n, queens, sum + place(k - 1, n, [q | queens]))
  } else {
    columns(q - 1, k, n, queens, sum)
  }
}

fn safe?(_, _, []) { true }
fn safe?(q, _, [h | _]) when q === h { false }
fn safe?(q, d, [h | _]) when q === h + d { false }
fn safe?(q, d, [h | _]) when q === h - d { false }
fn safe?(q, d, [_ | rest]) { safe?(q, d + 1, rest) }

let n = Bench.argument(0, 10)
let times = Bench.argument(1, 5)
Bench.run { repeat(times, n, 0) }
