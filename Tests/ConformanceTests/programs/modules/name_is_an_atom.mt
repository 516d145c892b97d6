# A module's name is the atom of that name.
module Some.Thing { fn me() { Some.Thing } }
print(Some.Thing.me(), is_atom(Some.Thing), Some.Thing == :"Some.Thing") # expect: Some.Thing true true
print(match Some.Thing { Some.Thing -> :matched }) # expect: :matched
