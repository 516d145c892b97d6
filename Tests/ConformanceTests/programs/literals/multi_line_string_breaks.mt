# The line break after the opening quotes and the one before the closing ones are no part of the text.
let empty = """
  """
print(byte_size(empty)) # expect: 0
let one = """
  x
  """
print(one == "x") # expect: true
let blank = """

  x

  """
print(inspect(blank)) # expect: "\nx\n"
