# The interpolations of a one-line string stay on its line, too.
let s = "a \(1 + # expect error:
  2) b"
print(s)
