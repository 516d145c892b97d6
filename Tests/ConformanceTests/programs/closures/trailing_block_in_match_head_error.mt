# No trailing block in the head of `match`, either.
match List.map([1]) { x in x } { _ -> print("yes") } # expect error: parenthes
