# A code point that does not exist is an error.
let a = "\u{110000}" # expect error:
let b = "\u{D800}" # expect error:
let c = "\u{}" # expect error:
