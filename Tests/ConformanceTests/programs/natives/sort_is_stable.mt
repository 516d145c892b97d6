# Sorting is stable and complete.
let pairs = [(2, :a), (1, :b), (2, :c), (1, :d)]
print(List.sort_by(pairs) { (k, _) in k }) # expect: [(1, :b), (1, :d), (2, :a), (2, :c)]
fn noise(0, _) { [] }
fn noise(n, s) { let t = (s * 1103515245 + 12345) rem 2147483648; [t | noise(n - 1, t)] }
let sorted = List.sort(noise(500, 42))
fn ordered?([a, b | rest]) { a <= b and ordered?([b | rest]) }
fn ordered?(_) { true }
print(ordered?(sorted), length(sorted)) # expect: true 500
