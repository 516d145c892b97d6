# A thousand processes in a chain.
fn link_up(0, last) { last }
fn link_up(n, next) { link_up(n - 1, spawn { receive { k -> next ! (k + 1) } }) }
let first = link_up(1_000, self())
first ! 0
receive { k -> print(k) } # expect: 1000
