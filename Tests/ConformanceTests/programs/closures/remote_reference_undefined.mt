# `&Mod.f/1` of what does not exist is :undef when it is called.
module M { fn f() { 1 } }
let f = &M.nothing/1
print(is_function(f)) # expect: true
print(try { f(1) } catch { e -> e }) # expect: (:error, :undef)
