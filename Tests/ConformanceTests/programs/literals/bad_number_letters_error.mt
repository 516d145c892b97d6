# A letter directly after a number is an error.
let a = 12abc # expect error:
