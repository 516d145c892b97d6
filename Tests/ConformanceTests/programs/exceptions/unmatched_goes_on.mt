# Exceptions that no arm matches go on.
fn inner() { try { throw(:t) } catch { (:error, _) -> :wrong } }
print(try { inner() } catch { (:throw, v) -> (:outer, v) }) # expect: (:outer, :t)
fn guarded(n) { try { raise(n) } catch { (:error, r) when r > 10 -> :big } }
print(guarded(11)) # expect: :big
print(try { guarded(1) } catch { e -> e }) # expect: (:error, 1)
