# A digit must fit the radix.
let a = 0b12 # expect error: number
let b = 0o8 # expect error: number
let c = 0x # expect error: number
