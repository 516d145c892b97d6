# Any other `\x` is an error.
let s = "a\qb" # expect error:
print(s)
