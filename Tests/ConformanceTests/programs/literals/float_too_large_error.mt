# A float literal that no double can hold is an error; there is no infinity.
let a = 1.0e999 # expect error:
