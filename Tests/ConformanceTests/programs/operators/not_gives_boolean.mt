# `not` gives a boolean, whatever its operand.
print(not nil, not false, not true) # expect: true true false
print(not 0, not "", not :a) # expect: false false false
print(not not 5) # expect: true
