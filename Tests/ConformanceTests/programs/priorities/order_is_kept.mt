# Priorities do not change the order of messages between two processes.
let me = self()
spawn(priority: :high) { for i in 1..50 { me ! (:high, i) } }
spawn(priority: :low) { for i in 1..50 { me ! (:low, i) } }
fn take(_, 0) { [] }
fn take(k, n) { receive { (^k, i) -> [i | take(k, n - 1)] } }
print(take(:low, 50) == 1..50, take(:high, 50) == 1..50) # expect: true true
