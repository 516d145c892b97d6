let a = m[]
let b = m[1, 2]
