# A time-out leaves the queue as it is.
for i in 1..3 { self() ! i }
print(receive { :none -> 1; after 1 -> :timeout }) # expect: :timeout
print(receive { :none -> 1; after 0 -> :timeout }) # expect: :timeout
fn drain() { receive { m -> [m | drain()]; after 0 -> [] } }
print(drain()) # expect: [1, 2, 3]
