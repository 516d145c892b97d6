# Many processes answer one; nothing is lost.
let me = self()
let n = 500
for i in 1..n { spawn { me ! i } }
fn sum(0, acc) { acc }
fn sum(k, acc) { receive { i -> sum(k - 1, acc + i) } }
print(sum(n, 0)) # expect: 125250
