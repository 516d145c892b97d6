# Savina 26, sor: successive over-relaxation, a process for each cell of a grid of S by S numbers,
# I rounds. The cells are coloured like a chessboard; the dark ones tell their neighbours their
# number first. Who has heard from all neighbours makes a new number of its own and theirs and
# tells them. One process starts the left half of the grid, another the right half, and each gives
# the other the column at the border. Checks the number of messages; gives the sum of all numbers
# in units of 1e-15, since the last digits hang on the order of arrival.
module Cell {
  let omega = 1.25

  fn start(value, dark, rounds, half) {
    receive {
      (:start, neighbors) -> {
        let done = if dark { tell(neighbors, value) } else { 0 }
        relax(value, 0.0, length(neighbors), done, rounds, 0, neighbors, half)
      }
    }
  }

  # `sum` is what the neighbours had to say in this round, but for the `missing` ones.
  private fn relax(value, _, _, rounds, rounds, heard, _, half) { half ! (:result, value, heard) }
  private fn relax(value, sum, missing, done, rounds, heard, neighbors, half) {
    receive {
      (:value, x) -> {
        let sum = sum + x
        if missing > 1 {
          relax(value, sum, missing - 1, done, rounds, heard + 1, neighbors, half)
        } else {
          let value = 0.25 * omega * sum + (1.0 - omega) * value
          let done = done + tell(neighbors, value)
          relax(value, 0.0, length(neighbors), done, rounds, heard + 1, neighbors, half)
        }
      }
    }
  }

  # Gives the one round that this was.
  private fn tell([pid | rest], value) { pid ! (:value, value); tell(rest, value) }
  private fn tell([], _) { 1 }
}

# The cells of some columns, row by row.
fn cells(size, first, last, rounds) {
  let half = self()
  for i in 0..size - 1 {
    for j in first..last {
      let dark = (i + j) rem 2 === 0
      spawn { Cell.start(number(i * size + j), dark, rounds, half) }
    }
  }
}

# What cell k has at first, below a millionth.
fn number(k) { Bench.next(Bench.next(k * 7919 + 10_101_010)) / 0x80000000 * 1.0e-6 }

# Tells the cells of these columns who their neighbours are, and waits for all results.
fn run(rows, first, last) {
  let grid = List.to_tuple(for row in rows { List.to_tuple(row) })
  let height = tuple_size(grid)
  for i in 0..height - 1, j in first..last {
    elem(elem(grid, i), j) ! (:start, at(grid, i, j + 1) ++ at(grid, i + 1, j)
      ++ at(grid, i, j - 1) ++ at(grid, i - 1, j))
  }
  results(height * (last - first + 1), 0.0, 0)
}

# The cell there, if there is one.
fn at(grid, i, j)
  when i >= 0 and i < tuple_size(grid) and j >= 0 and j < tuple_size(elem(grid, 0)) {
  [elem(elem(grid, i), j)]
}
fn at(_, _, _) { [] }

fn results(0, sum, heard) { (sum, heard) }
fn results(n, sum, heard) {
  receive { (:result, value, k) -> results(n - 1, sum + value, heard + k) }
}

fn right_half(size, part, rounds, main) {
  let rows = cells(size, part, size - 1, rounds)
  main ! (:border, for row in rows { hd(row) })
  receive {
    (:border, border) -> {
      let all = List.zip_with(border, rows) { pid, row in [pid | row] }
      let (sum, heard) = run(all, 1, size - part)
      main ! (:result, sum, heard)
    }
  }
}

let size = Bench.argument(0, 80)
let rounds = Bench.argument(1, 100)
let me = self()
Bench.load([Float, List])
Bench.run {
  let part = size div 2
  let rows = cells(size, 0, part - 1, rounds)
  let peer = spawn { right_half(size, part, rounds, me) }
  peer ! (:border, for row in rows { List.last(row) })
  let border = receive { (:border, border) -> border }
  let left = run(List.zip_with(rows, border) { row, pid in row ++ [pid] }, 0, part - 1)
  let (sum, heard) = results(1, elem(left, 0), elem(left, 1))
  # A light cell hears from each neighbour in each round, a dark one in all but the first.
  let pairs = 4 * size * (size - 1)
  Bench.check(heard, pairs div 2 * rounds + pairs div 2 * (rounds - 1))
  Float.round(sum * 1.0e15)
}
