# An exception unwinds a hundred thousand frames.
#? no-stress
fn deep(0) { throw(:up) }
fn deep(n) { 1 + deep(n - 1) }
print(try { deep(100_000) } catch { (:throw, v) -> v }) # expect: :up
