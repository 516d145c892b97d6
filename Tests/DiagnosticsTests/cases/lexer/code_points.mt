let a = 'text'
let b = ''
let c = 'x
let d = 'b'
