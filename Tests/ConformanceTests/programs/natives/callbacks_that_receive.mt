# A callback of a library function may receive and send.
let me = self()
for i in 1..3 { me ! (:n, i) }
print(List.map([:a, :b, :c]) { x in receive { (:n, i) -> (x, i) } }) # expect: [(:a, 1), (:b, 2), (:c, 3)]
