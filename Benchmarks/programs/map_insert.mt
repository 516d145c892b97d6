# A map of N integer keys: inserting, then looking all of them up.
fn insert(i, n, m) when i === n { m }
fn insert(i, n, m) { insert(i + 1, n, Map.put(m, i * 2654435761 band 0xFFFFFFFF, i)) }

fn look_up(i, n, _, sum) when i === n { sum }
fn look_up(i, n, m, sum) {
  look_up(i + 1, n, m, sum + Map.get(m, i * 2654435761 band 0xFFFFFFFF))
}

let n = Bench.argument(0, 1_000_000)
Bench.load([Map])
Bench.run {
  let m = insert(0, n, %{})
  (Map.size(m), look_up(0, n, m, 0))
}
