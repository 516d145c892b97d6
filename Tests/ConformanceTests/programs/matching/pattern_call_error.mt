# A call is no pattern.
let abs(x) = 1 # expect error:
print(x)
