# `..` does not chain.
print(1..2..3) # expect error:
