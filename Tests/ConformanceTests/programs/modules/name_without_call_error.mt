# `Mod.name` without parentheses or a block is an error.
module M { fn f() { 1 } }
print(M.f) # expect error:
