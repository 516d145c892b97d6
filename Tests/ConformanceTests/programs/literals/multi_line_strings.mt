# The indentation of the closing quotes is stripped from each line.
let a = """
  first
    second
  third
  """
print(a)
# expect: first
# expect:   second
# expect: third
let b = """
one "quoted" \(1 + 1)\tx
"""
print(b) # expect: one "quoted" 2	x
