# All patterns work in receive.
for m in ["GET /x", %{id: 7, extra: 1}, <<1, 2, 3>>, [1, 2], 2.0, (1, 1)] { self() ! m }
print(receive { (x, x) -> x }) # expect: 1
print(receive { "GET " <> path -> path }) # expect: /x
print(receive { %{id: id} as whole -> (id, map_size(whole)) }) # expect: (7, 2)
print(receive { <<a, rest/bytes>> when a == 1 -> byte_size(rest) }) # expect: 2
print(receive { [h | _] -> h }) # expect: 1
print(receive { 2 -> :integer; 2.0 -> :float }) # expect: :float
