# A tuple matches a tuple of the same size.
fn f(x) { match x { () -> 0; (_,) -> 1; (_, _) -> 2; (_, _, _) -> 3; _ -> :other } }
print(f(()), f((1,)), f((1, 2)), f((1, 2, 3)), f([1, 2])) # expect: 0 1 2 3 :other
let ((a, b), (c, (d,))) = ((1, 2), (3, (4,)))
print(a, b, c, d) # expect: 1 2 3 4
