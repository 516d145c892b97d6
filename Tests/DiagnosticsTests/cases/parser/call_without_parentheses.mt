print "hello"
let a = length xs
throw x
