# No clause raises :function_clause, with the arguments in the trace.
module Shop {
  fn price(:pen, 1) { 2 }
}
let trace = try { Shop.price(:ink, 3) } catch { (:error, :function_clause) -> stacktrace() }
let [(name, function, arguments, _) | _] = trace
print(name, function, arguments) # expect: Shop :price [:ink, 3]
