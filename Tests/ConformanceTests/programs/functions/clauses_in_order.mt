# Adjacent definitions of one name and arity are clauses, tried in order.
fn fact(0) { 1 }
fn fact(n) when n > 0 { n * fact(n - 1) }
fn size(:small) { 1 }
fn size(:large) { 10 }
fn size(n) when is_integer(n) { n }
print(fact(5), fact(20)) # expect: 120 2432902008176640000
print(size(:small), size(:large), size(7)) # expect: 1 10 7
