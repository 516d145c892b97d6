# `!` directly after a name belongs to it unless `=` follows.
let n = 3
print(n!=2) # expect: true
print(n!==3) # expect: false
print(n != 3) # expect: false
