# There are no bit strings: building bits that are no multiple of 8 raises :badarg.
fn reason(f) { try { f() } catch { (:error, r) -> r } }
let n = 4
print(reason(fn() { <<1:4>> })) # expect: :badarg
print(reason(fn() { <<1:n, 0:3>> })) # expect: :badarg
print(reason(fn() { byte_size(<<1:n, 0:n>>) })) # expect: 1
