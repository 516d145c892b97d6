# One run reports every independent mistake.
let a = nope_one + 1 # expect error: nope_one
let b = 2
print(nope_two(b)) # expect error: nope_two
print(a + nope_three) # expect error: nope_three
