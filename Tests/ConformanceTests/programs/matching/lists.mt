# List patterns: exact, head and tail, several heads, improper.
fn f(x) {
  match x {
    []          -> :empty
    [a]         -> (:one, a)
    [a, b]      -> (:two, a, b)
    [a, b | []] -> (:never, a, b)
    [a | rest]  -> (:more, a, rest)
    _           -> :other
  }
}
print(f([]), f([1]), f([1, 2]), f([1, 2, 3])) # expect: :empty (:one, 1) (:two, 1, 2) (:more, 1, [2, 3])
print(f([1 | 2]), f(:x)) # expect: (:more, 1, 2) :other
let [p | q] = [1 | 2]
print(p, q) # expect: 1 2
let [x, y | z] = [1, 2]
print(x, y, z) # expect: 1 2 []
