# With many senders, each one's messages stay in order.
let me = self()
for s in 1..5 { spawn { for i in 1..40 { me ! (s, i) } } }
fn take(_, 0) { [] }
fn take(s, n) { receive { (^s, i) -> [i | take(s, n - 1)] } }
print(for s in 1..5 { take(s, 40) == 1..40 }) # expect: [true, true, true, true, true]
