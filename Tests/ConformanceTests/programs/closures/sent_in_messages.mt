# Closures travel in messages with what they captured.
let me = self()
let captured = [1, "two", %{three: 3}]
spawn { me ! fn(x) { (x, captured) } }
receive { f -> print(f(:got)) } # expect: (:got, [1, "two", %{three: 3}])
