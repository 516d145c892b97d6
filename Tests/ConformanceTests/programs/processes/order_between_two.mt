# Signals between two processes arrive in the order sent.
let me = self()
spawn { for i in 1..200 { me ! i } }
fn take(0) { [] }
fn take(n) { receive { x -> [x | take(n - 1)] } }
print(take(200) == 1..200) # expect: true
