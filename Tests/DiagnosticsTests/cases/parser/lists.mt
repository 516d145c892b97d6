let a = [1 2]
let b = [1, | t]
let c = [h | t, 3]
let d = [, 1]
