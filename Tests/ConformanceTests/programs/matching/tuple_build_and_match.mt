# A tuple gives back what it was built from, in place.
let t = (1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12)
let (a, _, _, _, _, _, _, _, _, _, _, l) = t
print(a, l, tuple_size(t), elem(t, 0), elem(t, 11)) # expect: 1 12 12 1 12
fn pair(a, b) { (a, (b, a), (b,)) }
let (p, (q, p), (q,)) as whole = pair(1, [2])
print(p, q, whole) # expect: 1 [2] (1, ([2], 1), ([2],))
