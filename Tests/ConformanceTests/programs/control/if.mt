# `if` chooses; without `else` it gives nil; only false and nil are falsy.
print(if true { 1 } else { 2 }) # expect: 1
print(if false { 1 } else { 2 }) # expect: 2
print(if false { 1 }) # expect: nil
fn truth(x) { if x { :yes } else { :no } }
print(truth(nil), truth(false), truth(0), truth(""), truth([]), truth(:a)) # expect: :no :no :yes :yes :yes :yes
