# `&name/arity` and `&Mod.name/arity` make functions of named ones.
fn double(x) { x * 2 }
let f = &double/1
print(f(4)) # expect: 8
print(List.map([1, 2], &double/1)) # expect: [2, 4]
let map = &List.map/2
print(map([1, 2], f)) # expect: [2, 4]
let text = &inspect/1
print(text("a")) # expect: "a"
print(is_function(f), &double/1 == &double/1) # expect: true true
