# Many senders into a small mailbox with `:block`: nothing is lost.
let me = self()
let p = spawn(mailbox: 4, overflow: :block) { me ! (:sum, sum(200, 0)) }
fn sum(0, acc) { acc }
fn sum(n, acc) { receive { k -> sum(n - 1, acc + k) } }
for _ in 1..10 { spawn { for i in 1..20 { p ! i } } }
receive { (:sum, s) -> print(s) } # expect: 2100
