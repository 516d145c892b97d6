# `/` always gives a float; `div` and `rem` truncate towards zero.
print(6 / 3, 7 / 2, 1.0 / 4) # expect: 2.0 3.5 0.25
print(7 div 2, -7 div 2, 7 div -2, -7 div -2) # expect: 3 -3 -3 3
print(7 rem 2, -7 rem 2, 7 rem -2, -7 rem -2) # expect: 1 -1 1 -1
print(0 div 5, 0 rem 5) # expect: 0 0
