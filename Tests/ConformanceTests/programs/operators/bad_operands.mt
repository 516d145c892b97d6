# Arithmetic on what is no number raises :badarith; div, rem and bit operations want integers.
fn reason(f) { try { f() } catch { (:error, r) -> r } }
fn id(x) { x }
print(reason(fn() { 1 + id(:a) })) # expect: :badarith
print(reason(fn() { id("1") * 2 })) # expect: :badarith
print(reason(fn() { -id([]) })) # expect: :badarith
print(reason(fn() { id(7.0) div 2 })) # expect: :badarith
print(reason(fn() { 7 rem id(2.0) })) # expect: :badarith
print(reason(fn() { id(1.0) band 1 })) # expect: :badarith
print(reason(fn() { 1 bor id(nil) })) # expect: :badarith
print(reason(fn() { bnot id(1.5) })) # expect: :badarith
print(reason(fn() { 1 bsl id(1.0) })) # expect: :badarith
