# Error reasons keep Erlang's names.
fn reason(f) { try { f() } catch { (:error, r) -> r } }
fn id(x) { x }
print(reason(fn() { id(1) + id(:a) })) # expect: :badarith
print(reason(fn() { hd(id([])) })) # expect: :badarg
print(reason(fn() { let 1 = id(2); 3 })) # expect: (:badmatch, 2)
print(reason(fn() { match id(2) { 1 -> 1 } })) # expect: (:match_clause, 2)
print(reason(fn() { %{a: 1}.b })) # expect: (:badkey, :b)
print(reason(fn() { %{id(%{}) | b: 1} })) # expect: (:badkey, :b)
print(reason(fn() { id(3)(1) })) # expect: (:badfun, 3)
print(reason(fn() { id(nil).a })) # expect: (:badmap, nil)
print(reason(fn() { fn(1) { 1 }(2) })) # expect: :function_clause
