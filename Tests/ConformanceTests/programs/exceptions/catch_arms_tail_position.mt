# Catch arms are in tail position when there is no `after`.
fn loop(0) { :done }
fn loop(n) { try { throw(n) } catch { (:throw, k) -> loop(k - 1) } }
print(loop(10_000)) # expect: :done
