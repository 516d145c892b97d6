# `else`, `catch` and `after` continue the form of the line above.
let a = if false { 1 }
else { 2 }
print(a) # expect: 2
let b = try { raise(:oops) }
catch { (:error, r) -> r }
after { print("cleaned") } # expect: cleaned
print(b) # expect: :oops
let c = if false { 1 }
else if false { 2 }
else { 3 }
print(c) # expect: 3
