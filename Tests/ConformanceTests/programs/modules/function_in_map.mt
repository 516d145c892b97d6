# `m.f(x)`: where m is a map, a call of the function under that key.
let m = %{add: fn(a, b) { a + b }, n: 5}
print(m.add(1, 2)) # expect: 3
print(try { m.missing(1) } catch { e -> e }) # expect: (:error, (:badkey, :missing))
print(try { m.n(1) } catch { e -> e }) # expect: (:error, (:badfun, 5))
