# A flooded mailbox stays whole and in order.
let me = self()
let p = spawn { receive { :go -> me ! (:count, count(0)) } }
fn count(n) { receive { (:m, ^n) -> count(n + 1); after 0 -> n } }
for i in 0..2_999 { p ! (:m, i) }
p ! :go
receive { (:count, n) -> print(n) } # expect: 3000
