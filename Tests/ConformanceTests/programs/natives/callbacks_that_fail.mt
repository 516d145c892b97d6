# An exception in a callback of a library function goes to the caller.
print(try { List.map([1, 0]) { x in 1 div x } } catch { e -> e }) # expect: (:error, :badarith)
print(try { List.sort_by([1, 2]) { _ in throw(:no) } } catch { e -> e }) # expect: (:throw, :no)
print(try { Map.update(%{a: 1}, :a, 0) { v in raise((:bad, v)) } } catch { e -> e }) # expect: (:error, (:bad, 1))
