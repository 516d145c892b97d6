# No trailing block in the head of `if`: the diagnostic says to use parentheses.
if List.any?([1, 2]) { x in x > 1 } { print("yes") } # expect error: parenthes
