# A float has digits on both sides of its point, and may have an exponent.
print(1.5, 0.5, 10.25) # expect: 1.5 0.5 10.25
print(2.0e-3, 1.0e3, 1.5E2, 2.5e+1) # expect: 0.002 1000.0 150.0 25.0
print(1_000.5) # expect: 1000.5
print(-1.5) # expect: -1.5
print(is_float(1.0), is_integer(1.0)) # expect: true false
