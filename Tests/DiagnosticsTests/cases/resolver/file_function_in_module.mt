fn helper(x) { x }
module M { fn f(x) { helper(x) } }
print(M.f(1), helper(2))
