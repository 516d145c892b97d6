# A map pattern's key is never a plain name.
let k = :a
let %{k => v} = %{a: 1} # expect error:
print(v)
