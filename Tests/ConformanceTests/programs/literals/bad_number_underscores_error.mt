# `_` stands between two digits only.
let a = 1__0 # expect error: number
let b = 1_ # expect error: number
