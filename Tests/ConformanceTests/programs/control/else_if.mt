# `else if` chains.
fn grade(n) { if n > 90 { :a } else if n > 80 { :b } else if n > 70 { :c } else { :d } }
print(grade(95), grade(85), grade(75), grade(5)) # expect: :a :b :c :d
fn open(n) { if n == 1 { :one } else if n == 2 { :two } }
print(open(1), open(2), open(3)) # expect: :one :two nil
