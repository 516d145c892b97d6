# A keyword is never a variable.
let match = 1 # expect error: match
print("unreached")
