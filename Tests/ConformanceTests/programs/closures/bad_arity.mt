# A call with the wrong number of arguments raises (:badarity, (f, args)).
let f = fn(a, b) { a + b }
let (:error, (:badarity, (g, args))) = try { f(1) } catch { e -> e }
print(g == f, args) # expect: true [1]
let (:error, (:badarity, (_, none))) = try { f() } catch { e -> e }
print(none) # expect: []
