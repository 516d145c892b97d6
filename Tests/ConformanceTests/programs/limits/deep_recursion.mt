# Recursion is bounded by memory only: 100,000 frames are nothing special.
#? no-stress
fn count(0) { 0 }
fn count(n) { 1 + count(n - 1) }
print(count(100_000)) # expect: 100000
