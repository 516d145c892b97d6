# Arithmetic is no pattern.
let a + 1 = 2 # expect error:
print(a)
