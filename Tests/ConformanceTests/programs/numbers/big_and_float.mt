# Integers that no float can hold raise :badarith in mixed arithmetic; `/` converts both operands first.
fn reason(f) { try { f() } catch { (:error, r) -> r } }
let huge = 1 bsl 2000
print(reason(fn() { huge + 1.0 })) # expect: :badarith
print(reason(fn() { 1.0 * huge })) # expect: :badarith
print(reason(fn() { huge / huge })) # expect: :badarith
print(100000000000000000000 / 3) # expect: 3.333333333333333e19
print((1 bsl 64) + 0.0) # expect: 1.8446744073709552e19
print((1 bsl 64) / 2) # expect: 9.223372036854776e18
