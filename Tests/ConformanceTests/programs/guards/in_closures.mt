# A closure's parameters are patterns; the last resort is :function_clause.
let f = fn((:ok, x)) { x }
print(f((:ok, 1))) # expect: 1
print(try { f(:error) } catch { (:error, r) -> r }) # expect: :function_clause
