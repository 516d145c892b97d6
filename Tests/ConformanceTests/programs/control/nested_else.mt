# `else` belongs to the nearest `if`.
fn f(a, b) { if a { if b { :both } else { :first } } else { :none } }
print(f(true, true), f(true, false), f(false, true)) # expect: :both :first :none
