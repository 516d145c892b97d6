print(_)
let a = _ + 1
