for x in List.map(xs) { y in y * 2 } { print(x) }
if List.any?(xs) { x in x > 1 } { 1 }
match List.map(xs) { x, y in x } { _ -> 1 }
