# Own functions are no guards.
fn big(x) { x > 10 }
fn f(x) when big(x) { :big } # expect error: big
print(f(1))
