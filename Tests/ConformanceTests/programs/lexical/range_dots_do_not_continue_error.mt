# A line that starts with `..` does not continue the line above, and starts no expression.
let a = 1
..3 # expect error:
print(a)
