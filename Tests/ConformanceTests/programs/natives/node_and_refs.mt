# node() is an atom; every make_ref() is new.
print(is_atom(node()), node() == node()) # expect: true true
let refs = for _ in 1..50 { make_ref() }
print(length(List.uniq(refs))) # expect: 50
