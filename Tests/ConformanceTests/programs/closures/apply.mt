# apply(f, args) and apply(Mod, :f, args).
print(apply(fn(a, b) { a - b }, [5, 3])) # expect: 2
print(apply(List, :map, [[1, 2], fn(x) { -x }])) # expect: [-1, -2]
module M { fn f(a, b, c) { [c, b, a] } }
print(apply(M, :f, [1, 2, 3])) # expect: [3, 2, 1]
print(apply(&M.f/3, [1, 2, 3])) # expect: [3, 2, 1]
print(try { apply(M, :f, [1]) } catch { e -> e }) # expect: (:error, :undef)
print(try { apply(M, :g, []) } catch { e -> e }) # expect: (:error, :undef)
