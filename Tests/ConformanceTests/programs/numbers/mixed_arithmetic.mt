# An integer and a float give a float.
print(1 + 1.0, 2 * 1.5, 3 - 0.5, 1.5 + 1.5) # expect: 2.0 3.0 2.5 3.0
print(is_float(2 * 1.0), is_integer(4 div 2)) # expect: true true
print(-1.5 * 2, abs(-0.5), -(0.5)) # expect: -3.0 0.5 -0.5
