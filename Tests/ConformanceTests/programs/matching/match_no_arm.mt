# No arm: (:match_clause, value).
fn f(x) { match x { :a -> 1 } }
print(f(:a)) # expect: 1
print(try { f(:b) } catch { e -> e }) # expect: (:error, (:match_clause, :b))
