# A closure may capture many values.
let a = 1; let b = 2; let c = 3; let d = 4; let e = 5; let g = 6; let h = 7; let i = 8
let j = 9; let k = 10; let l = 11; let m = 12
let f = fn(x) { [a, b, c, d, e, g, h, i, j, k, l, m, x] }
print(f(13) == 1..13) # expect: true
