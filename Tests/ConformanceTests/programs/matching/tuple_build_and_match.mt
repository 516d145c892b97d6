# Tuples of every size from 0 to 20 come back whole.
fn build(n) { Tuple.from_list(1..n) }
let t = (1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12)
let (a, _, _, _, _, _, _, _, _, _, _, l) = t
print(a, l, tuple_size(t), elem(t, 0), elem(t, 11)) # expect: 1 12 12 1 12
let sizes = for n in 1..20 { tuple_size(build(n)) == n }
print(List.all?(sizes) { x in x }) # expect: true
