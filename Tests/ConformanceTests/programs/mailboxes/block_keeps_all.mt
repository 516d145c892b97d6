# A blocked sender's messages all arrive, in order.
let me = self()
let p = spawn(mailbox: 3, overflow: :block) { me ! (:all, take(100)) }
fn take(0) { [] }
fn take(n) { receive { m -> [m | take(n - 1)] } }
for i in 1..100 { p ! i }
receive { (:all, list) -> print(list == 1..100) } # expect: true
