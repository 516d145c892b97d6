# `Map.put` may change a map in its place when nobody can see what it was. Here somebody can.

fn fill(n) { Map.from_list(for i in 1..n { (i, 0) }) }
fn total(m) { List.sum(Map.values(m)) }

# What a map is after `n` steps of `put(m, i rem 50, i)` from a map of 50 zeros.
fn expected(n) { Map.from_list(for k in 0..49 { (k, last(n, k)) }) }
fn last(n, k) { if n < k { 0 } else { n - (n - k) rem 50 } }
fn start() { Map.from_list(for k in 0..49 { (k, 0) }) }
fn step(m, i) { Map.put(m, i rem 50, i) }

# Nobody sees it: put in a loop, a fold, a recursion behind the call, and through Map.update.
fn loop(m, i, n) when i > n { m }
fn loop(m, i, n) { loop(Map.put(m, i rem 50, i), i + 1, n) }
fn deep(m, 0) { m }
fn deep(m, n) { Map.put(deep(m, n - 1), n rem 50, n) }
print(loop(start(), 1, 777) == expected(777), deep(start(), 777) == expected(777)) # expect: true true
print(List.reduce(1..777, start()) { i, m in step(m, i) } == expected(777)) # expect: true
print(total(List.reduce(1..5000, fill(40)) { i, m in Map.update(m, i rem 90, 1) { n in n + 1 } })) # expect: 5000

# Every version is kept, in a list, a tuple, a closure, another map.
let (_, versions) = List.reduce(1..300, (start(), [])) { i, (m, seen) in
  let m = step(m, i)
  (m, [m | seen])
}
print(List.with_index(List.reverse(versions)) |> List.all?() { (m, i) in m == expected(i + 1) }) # expect: true

fn chain(m, _, i, n) when i > n { m }
fn chain(m, old, i, n) { chain(Map.put(m, i rem 50, i), (m, old), i + 1, n) }
print(chain(start(), nil, 1, 300) == expected(300)) # expect: true

fn closures(_, fs, i, n) when i > n { fs }
fn closures(m, fs, i, n) { closures(Map.put(m, i rem 50, i), [fn() { m } | fs], i + 1, n) }
let fs = List.reverse(closures(start(), [], 1, 120))
print(List.with_index(fs) |> List.all?() { (f, i) in f() == expected(i) }) # expect: true

# Only now and then: what is between is nobody's.
fn some(_, seen, i, n) when i > n { List.reverse(seen) }
fn some(m, seen, i, n) {
  let m = Map.put(m, i rem 50, i)
  if i rem 7 == 0 { some(m, [m | seen], i + 1, n) } else { some(m, seen, i + 1, n) }
}
print(List.with_index(some(start(), [], 1, 700)) |> List.all?() { (m, i) in m == expected(7 * i + 7) }) # expect: true

# A variable, in a register or a slot.
fn both(m, k) {
  let n = Map.put(m, k, :one)
  let o = Map.put(n, k, :two)
  let p = Map.put(n, k, :three)
  (m[k], n[k], o[k], p[k])
}
print(both(fill(100), 5)) # expect: (0, :one, :two, :three)
fn slots(m, k, f) {
  let n = Map.put(m, k, f(1))
  let o = Map.put(n, k, f(2))
  f(3)
  let p = Map.put(o, k + 1, f(4))
  (m[k], n[k], o[k], o[k + 1], p[k], p[k + 1])
}
print(slots(fill(100), 5) { n in n * 10 }) # expect: (0, 10, 20, 0, 20, 40)

# In itself, and in another.
let own = Map.put(Map.put(fill(60), 1, :x), 2, :y)
let inside = Map.put(own, :self, own)
print(Map.size(inside), Map.size(inside[:self]), inside[:self][:self]) # expect: 61 60 nil
fn nest(m, 0) { m }
fn nest(m, n) { nest(Map.put(m, :inner, m), n - 1) }
fn depth(nil, n) { n }
fn depth(m, n) { depth(m[:inner], n + 1) }
print(depth(nest(fill(40), 10), 0)) # expect: 11

# Maps that share nodes with it: each goes its own way.
fn fork(m, k) {
  let a = Map.put(m, k, 1)
  let b = Map.delete(a, k + 1)
  let c = Map.put(a, k + 2, 3)
  let d = %{a | k => 4}
  let e = Map.put(b, k, 5)
  (Map.size(a), a[k], a[k + 2], b[k], c[k + 2], d[k], e[k], a[k + 1], Map.size(e))
}
print(fork(fill(200), 10)) # expect: (200, 1, 0, 1, 3, 4, 5, 0, 199)
let (left, right) = List.reduce(1..400, (start(), start())) { i, (l, r) in
  if i rem 2 == 0 { (step(l, i), r) } else { (l, step(r, i)) }
}
let every = expected(400)
print(List.all?(0..49) { k in (if k rem 2 == 0 { left } else { right })[k] == every[k] }) # expect: true
print(List.all?(0..49) { k in (if k rem 2 == 0 { right } else { left })[k] == 0 }) # expect: true

# Thrown and caught, in the process dictionary, sent, looked up while it is being made.
fn thrown(m) {
  let m = Map.put(m, 1, :before)
  let caught = try { throw(m) } catch { (:throw, t) -> t }
  let n = Map.put(m, 1, :after)
  (caught[1], n[1])
}
print(thrown(fill(50))) # expect: (:before, :after)
fn kept(m) {
  let m = Map.put(m, 1, :before)
  Process.put(:kept, m)
  let n = Map.put(m, 1, :after)
  (Process.get(:kept)[1], n[1])
}
print(kept(fill(50))) # expect: (:before, :after)
fn sent(m) {
  let m = Map.put(m, 1, :before)
  send(self(), m)
  let n = Map.put(m, 1, :after)
  receive { got -> (got[1], n[1]) }
}
print(sent(fill(50))) # expect: (:before, :after)
print(List.reduce(1..50, start()) { i, m in Map.update(m, i rem 50, 0) { n in n + total(m) rem 7 } } |> total()) # expect: 0
