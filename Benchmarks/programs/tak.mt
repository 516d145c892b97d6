# Calls with three arguments: Takeuchi's function.
fn tak(x, y, z) when y < x { tak(tak(x - 1, y, z), tak(y - 1, z, x), tak(z - 1, x, y)) }
fn tak(_, _, z) { z }

let x = Bench.argument(0, 24)
let y = Bench.argument(1, 16)
let z = Bench.argument(2, 8)
Bench.run { tak(x, y, z) }
