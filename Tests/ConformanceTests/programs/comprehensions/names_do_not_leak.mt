# A generator's names shadow outer ones inside the body only.
let x = :outer
print(for x in [1] { x }) # expect: [1]
print(x) # expect: :outer
