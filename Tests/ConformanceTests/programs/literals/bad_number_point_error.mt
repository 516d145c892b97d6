# `1.` is a bad number.
let a = 1. # expect error: number
