# `and` and `or` give the operand that decides; only false and nil are falsy.
print(1 and 2) # expect: 2
print(nil and 2) # expect: nil
print(false and 2) # expect: false
print(nil or false) # expect: false
print(false or nil) # expect: nil
print(0 or 2) # expect: 0
print("" and []) # expect: []
print(nil or :default) # expect: :default
