# `*` binds tighter than `+`, unary minus tighter than both; both associate to the left.
print(1 + 2 * 3) # expect: 7
print(10 - 4 - 3) # expect: 3
print(2 * 3 rem 4) # expect: 2
print(100 div 5 div 2) # expect: 10
print(-2 * 3) # expect: -6
print(2 - -3) # expect: 5
print(1 + -2) # expect: -1
print(-(1 + 2)) # expect: -3
