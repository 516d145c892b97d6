# Calls that are not in tail position keep their frames on the process's own stack.
fn sum([]) { 0 }
fn sum([x | xs]) { x + sum(xs) }
fn copy([]) { [] }
fn copy([x | xs]) { [x | copy(xs)] }
print(sum(1..5_000)) # expect: 12502500
print(copy(1..5_000) == 1..5_000) # expect: true
