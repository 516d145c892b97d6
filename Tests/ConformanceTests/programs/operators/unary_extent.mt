# `not`, `-` and `bnot` may stand wherever an operand may; their operand extends by their own precedence.
print(- 2 |> abs()) # expect: 2
print(1 == not false) # expect: false
print(1 + bnot 0) # expect: 0
print([not true, - 3]) # expect: [false, -3]
print(true and not false) # expect: true
print(not true or true) # expect: true
print(2 * -3) # expect: -6
print(- - 3) # expect: 3
