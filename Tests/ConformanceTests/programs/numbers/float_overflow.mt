# No NaN or infinity: :badarith instead.
fn reason(f) { try { f() } catch { (:error, r) -> r } }
let max = 1.7976931348623157e308
print(reason(fn() { max * 2 })) # expect: :badarith
print(reason(fn() { max + max })) # expect: :badarith
print(reason(fn() { -max - max })) # expect: :badarith
print(reason(fn() { max / 0.1 })) # expect: :badarith
print(reason(fn() { 0.0 / 0.0 })) # expect: :badarith
print(1.0e-300 * 1.0e-300) # expect: 0.0
