# A trailing block follows the map of keyword pairs.
fn f(x, options, block) { (x, options, block()) }
print(f(1, a: 2) { 3 }) # expect: (1, %{a: 2}, 3)
fn g(options, block) { (options, block(1)) }
print(g(a: 2) { x in x + 1 }) # expect: (%{a: 2}, 2)
