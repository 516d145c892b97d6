# Expressions at file level run in order, in the main process, between definitions.
print("one") # expect: one
module M { fn f() { "two" } }
print(M.f()) # expect: two
fn g() { "three" }
print(g()) # expect: three
print(is_pid(self())) # expect: true
