fn f(0) { :zero }
fn g(x) { x }
fn f(_) { :other }
print(f(1), g(2))
