# A trailing block may follow a call, a bare name, `Mod.f` and `m.f`.
fn run(f) { f() }
fn also(a, f) { (a, f()) }
module M { fn go(f) { (:went, f()) } }
print(run { 1 }) # expect: 1
print(run() { 2 }) # expect: 2
print(also(3) { 4 }) # expect: (3, 4)
print(M.go { 5 }) # expect: (:went, 5)
let m = %{f: fn(g) { (:field, g()) }}
print(m.f { 6 }) # expect: (:field, 6)
let mod = M
print(mod.go { 7 }) # expect: (:went, 7)
let f = fn(g) { g(8) }
print(f { x in x }) # expect: 8
