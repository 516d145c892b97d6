# The left side of `<>` in a pattern is never a plain name.
let a <> "b" = "ab" # expect error:
print(a)
