# A trailing block is one more argument, a closure; its parameters stand before `in`.
fn twice(f) { f(); f() }
twice { print("hi") }
# expect: hi
# expect: hi
print(List.map([1, 2]) { x in x * 10 }) # expect: [10, 20]
print(List.reduce([1, 2, 3], 0) { x, acc in x + acc }) # expect: 6
print(List.map([(1, 2), (3, 4)]) { (a, b) in a + b }) # expect: [3, 7]
fn with(a, f) { f(a, a + 1) }
print(with(1) { _, b in b }) # expect: 2
print(try { with(1) { x, [y] in (x, y) } } catch { (:error, r) -> r }) # expect: :function_clause
