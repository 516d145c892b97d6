# Handlers nest deeply and unwind in order.
fn nest(0) { raise(0) }
fn nest(n) { try { nest(n - 1) } catch { (:error, k) when k == n - 1 -> raise(n) } }
print(try { nest(500) } catch { e -> e }) # expect: (:error, 500)
