# Outside guards the guard functions raise :badarg on what they cannot take.
fn reason(f) { try { f() } catch { (:error, r) -> r } }
fn id(x) { x }
print(reason(fn() { length(id(:a)) })) # expect: :badarg
print(reason(fn() { length(id([1 | 2])) })) # expect: :badarg
print(reason(fn() { hd(id([])) })) # expect: :badarg
print(reason(fn() { tl(id([])) })) # expect: :badarg
print(reason(fn() { byte_size(id(1)) })) # expect: :badarg
print(reason(fn() { tuple_size(id([])) })) # expect: :badarg
print(reason(fn() { abs(id(:a)) })) # expect: :badarg
print(reason(fn() { map_size(id([])) })) # expect: (:badmap, [])
print(hd([1, 2]), tl([1, 2]), abs(-2.5), length([]), byte_size("é")) # expect: 1 [2] 2.5 0 2
