# Processes that spawn the next and end: ten thousand, one after the other.
#? no-stress
fn next(0, me) { me ! :last }
fn next(n, me) { spawn { next(n - 1, me) } }
next(10_000, self())
receive { m -> print(m) } # expect: :last
