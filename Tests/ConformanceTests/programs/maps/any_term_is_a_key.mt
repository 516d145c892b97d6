# Keys are terms of any kind.
let r = make_ref()
let f = fn() { 1 }
let m = %{1 => 1, 2.5 => 2, :a => 3, r => 4, f => 5, self() => 6, (1,) => 7, %{} => 8, [1] => 9, "s" => 10}
print(m[1], m[2.5], m[:a], m[r], m[f], m[self()], m[(1,)], m[%{}], m[[1]], m["s"]) # expect: 1 2 3 4 5 6 7 8 9 10
