# A plain name in a pattern is a new variable, even when one of that name exists.
let x = 5
print(match 6 { x -> x }) # expect: 6
print(x) # expect: 5
