# `&f/1` of a function that the module has not is an error.
let f = &missing/1 # expect error: missing
print(f)
