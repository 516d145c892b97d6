# `++` and `--` want lists on the left, `--` on both sides; `<>` wants binaries.
fn reason(f) { try { f() } catch { (:error, r) -> r } }
fn id(x) { x }
print(reason(fn() { id(1) ++ [2] })) # expect: :badarg
print(reason(fn() { id([1 | 2]) ++ [2] })) # expect: :badarg
print(reason(fn() { id(:a) -- [] })) # expect: :badarg
print(reason(fn() { [1] -- id(2) })) # expect: :badarg
print(reason(fn() { "a" <> id(1) })) # expect: :badarg
print(reason(fn() { id(:a) <> "b" })) # expect: :badarg
