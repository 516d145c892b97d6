# Savina 25, apsp: the shortest paths between all N nodes of a graph after Floyd and Warshall. Each
# of the blocks of B x B distances is a process; in step k it waits for its parts of row k and
# column k. Gives the sum of all paths.

# A block is a tuple of row tuples. Who has row k sends it to the blocks above and below, likewise
# columns.
fn block(n, n, _, _, _, rows, _, main) {
  let total = List.sum(for r in Tuple.to_list(rows) { List.sum(Tuple.to_list(r)) })
  main ! (:done, total)
}
fn block(k, n, b, row, column, rows, all, main) {
  let home = k div b
  if row === home {
    let part = elem(rows, k rem b)
    for peers in Tuple.to_list(all) { elem(peers, column) ! (:row, k, part) }
  }
  if column === home {
    let part = for r in Tuple.to_list(rows) { elem(r, k rem b) }
    for peer in Tuple.to_list(elem(all, row)) { peer ! (:column, k, part) }
  }
  receive {
    (:row, ^k, across) -> {
      receive {
        (:column, ^k, down) -> {
          let distances = Tuple.to_list(across)
          let new = List.zip_with(Tuple.to_list(rows), down) { r, d in
            List.to_tuple(shorter(Tuple.to_list(r), distances, d))
          }
          block(k + 1, n, b, row, column, List.to_tuple(new), all, main)
        }
      }
    }
  }
}

fn shorter([], [], _) { [] }
fn shorter([x | xs], [y | ys], d) {
  let around = y + d
  [if around < x { around } else { x } | shorter(xs, ys, d)]
}

# The length of the edge from i to j, the same in every run.
fn edge(i, i) { 0 }
fn edge(i, j) { 1 + Bench.below(Bench.next(Bench.next(i * 7919 + j * 104729)), 100) }

let n = Bench.argument(0, 300)
let b = Bench.argument(1, 50)
let me = self()
Bench.load([List, Tuple])
Bench.run {
  let last = n div b - 1
  let blocks = for row in 0..last {
    for column in 0..last {
      spawn {
        let rows = for i in row * b..row * b + b - 1 {
          List.to_tuple(for j in column * b..column * b + b - 1 { edge(i, j) })
        }
        receive { (:start, all) -> block(0, n, b, row, column, List.to_tuple(rows), all, me) }
      }
    }
  }
  let all = List.to_tuple(for row in blocks { List.to_tuple(row) })
  List.each(List.concat(blocks)) { pid in pid ! (:start, all) }
  Bench.gather((last + 1) * (last + 1))
}
