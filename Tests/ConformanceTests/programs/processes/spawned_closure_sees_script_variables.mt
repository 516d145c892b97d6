# A block is a closure: it sees the script's variables as they were.
let n = 1
let me = self()
let p = spawn { receive { :tell -> me ! n } }
let n = 2
p ! :tell
receive { m -> print(m, n) } # expect: 1 2
