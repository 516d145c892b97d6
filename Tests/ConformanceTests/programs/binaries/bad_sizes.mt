# A bad size raises :badarg when building, and does not match in a pattern.
fn reason(f) { try { f() } catch { (:error, r) -> r } }
fn id(x) { x }
let minus = id(-1)
let atom = id(:eight)
print(reason(fn() { <<1:minus>> })) # expect: :badarg
print(reason(fn() { <<1:atom>> })) # expect: :badarg
print(reason(fn() { let b = "ab"; <<b:3/bytes>> })) # expect: :badarg
print(match "abc" { <<_:minus, _/bytes>> -> :yes; _ -> :no }) # expect: :no
print(match "abc" { <<_:atom/bytes, _/bytes>> -> :yes; _ -> :no }) # expect: :no
