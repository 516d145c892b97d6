# In parentheses a trailing block may stand in a head.
if (List.any?([1, 2]) { x in x > 1 }) { print("any") } # expect: any
match (List.map([1]) { x in x + 1 }) { [2] -> print("two") } # expect: two
for y in (List.map([1, 2]) { x in x * 3 }) { print(y) }
# expect: 3
# expect: 6
