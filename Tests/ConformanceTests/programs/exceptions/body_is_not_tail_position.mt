# A try's body keeps its handler while it runs.
fn f(n) { if n == 0 { raise(:deep) } else { try { f(n - 1) } catch { (:error, r) -> raise((n, r)) } } }
print(try { f(3) } catch { (:error, r) -> r }) # expect: (3, (2, (1, :deep)))
