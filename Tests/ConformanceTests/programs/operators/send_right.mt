# `!` is the loosest operator, associates to the right and gives the message.
let me = self()
print(me ! :a) # expect: :a
me ! me ! :b
me ! 1 + 2
me ! false or :c
me ! 5 |> abs()
fn drain() { receive { m -> [m | drain()]; after 0 -> [] } }
print(drain()) # expect: [:a, :b, :b, 3, :c, 5]
