# A let-else that no arm matches raises (:match_clause, value).
fn f(x) {
  let (:ok, v) = x else { :none -> 0 }
  v
}
print(f(:none)) # expect: 0
print(try { f(:other) } catch { e -> e }) # expect: (:error, (:match_clause, :other))
