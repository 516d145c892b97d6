# A value of the wrong kind raises :badarg.
fn reason(f) { try { f() } catch { (:error, r) -> r } }
fn id(x) { x }
let atom = id(:a)
let one = id(1)
print(reason(fn() { <<atom>> })) # expect: :badarg
print(reason(fn() { <<one/bytes>> })) # expect: :badarg
print(reason(fn() { <<atom/float>> })) # expect: :badarg
print(reason(fn() { <<atom/utf8>> })) # expect: :badarg
print(reason(fn() { <<(id(1.5))>> })) # expect: :badarg
