# A long comprehension does not need a deep stack.
let xs = for i in 1..20_000 when i rem 2 == 0 { i }
print(length(xs), hd(xs)) # expect: 10000 2
