# `1e5` is a bad number: a float has a point.
let a = 1e5 # expect error: number
