# Functions of the library name what they were given.
fn attempt(f) { try { f() } catch { (:error, reason) -> reason } }
print(attempt { List.map(:no_list) { x in x } }) # expect: :function_clause
print(attempt { List.chunk([1], 0) }, attempt { List.take([1], -1) }) # expect: :badarg :badarg
print(attempt { Map.fetch!(%{}, :k) }, attempt { Map.update!(%{}, :k) { v in v } }) # expect: (:badkey, :k) (:badkey, :k)
print(attempt { Map.map([]) { k, _ in k } }) # expect: (:badmap, [])
print(attempt { List.map([1]) { a, b in a + b } } |> elem(0)) # expect: :badarity
