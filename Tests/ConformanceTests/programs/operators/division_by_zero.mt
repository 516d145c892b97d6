# Division by zero raises :badarith.
fn reason(f) { try { f() } catch { (:error, r) -> r } }
let zero = length([])
print(reason(fn() { 1 / zero })) # expect: :badarith
print(reason(fn() { 1 div zero })) # expect: :badarith
print(reason(fn() { 1 rem zero })) # expect: :badarith
print(reason(fn() { 1.0 / 0.0 })) # expect: :badarith
print(reason(fn() { 1.0 / -0.0 })) # expect: :badarith
