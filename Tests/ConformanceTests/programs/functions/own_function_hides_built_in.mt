# `f(x)` means a variable in scope, then the module's own function, then the built-in one.
module A { fn inspect(x) { (:own, x) }; fn f(x) { inspect(x) } }
module B { fn f(x) { inspect(x) } }
module C { fn inspect(x) { (:own, x) }; fn f(x) { let inspect = fn(y) { (:variable, y) }; inspect(x) } }
print(A.f(1), B.f(1), C.f(1)) # expect: (:own, 1) 1 (:variable, 1)
