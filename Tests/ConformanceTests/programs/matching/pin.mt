# `^x` matches the value that x already has.
let x = 5
print(match 5 { ^x -> :same; _ -> :other }) # expect: :same
print(match 6 { ^x -> :same; _ -> :other }) # expect: :other
print(match 5.0 { ^x -> :same; _ -> :other }) # expect: :other
print(match (5, 6) { (^x, y) -> y }) # expect: 6
fn find(xs, wanted) { for ^wanted as w in xs { w } }
print(find([1, 2, 1], 1)) # expect: [1, 1]
