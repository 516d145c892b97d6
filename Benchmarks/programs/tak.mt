# Calls with three arguments: Takeuchi's function.
fn tak(x, y, z) when y < x { tak(tak(x - 1, y, z), tak(y - 1, z, x), tak(z - 1, x, y)) }
fn tak(_, _, z) { z }

Bench.run { tak(24, 16, 8) }
