# A parameter list is one pattern, so a name may repeat across it.
fn same?(x, x) { true }
fn same?(_, _) { false }
print(same?(1, 1), same?(1, 2), same?(1, 1.0)) # expect: true false false
let f = fn((a, b), a) { b }
print(f((1, 2), 1)) # expect: 2
print(try { f((1, 2), 3) } catch { (:error, r) -> r }) # expect: :function_clause
