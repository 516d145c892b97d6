# So can tuples and maps.
#? no-stress
#? timeout: 20s
fn tuples(x, 0) { x }
fn tuples(x, n) { tuples((n, x), n - 1) }
fn maps(x, 0) { x }
fn maps(x, n) { maps(%{in: x}, n - 1) }
let t = tuples(:end, 50_000)
let m = maps(:end, 50_000)
let me = self()
spawn { me ! (t, m) }
receive { (u, n) -> print(t == u, m == n) } # expect: true true
print(is_string(inspect(t)), byte_size(inspect(m))) # expect: true 350004
print(%{m => 1}[maps(:end, 50_000)]) # expect: 1
