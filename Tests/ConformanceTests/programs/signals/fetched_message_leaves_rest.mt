# A fetched message leaves the rest in order.
for m in [1, :a, 2, :b, 3] { self() ! m }
receive { :a -> :ok }
receive { :b -> :ok }
fn drain() { receive { m -> [m | drain()]; after 0 -> [] } }
print(drain()) # expect: [1, 2, 3]
