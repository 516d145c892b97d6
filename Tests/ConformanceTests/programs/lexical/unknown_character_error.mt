# A character that starts no token is an error.
let a = 1 $ 2 # expect error:
