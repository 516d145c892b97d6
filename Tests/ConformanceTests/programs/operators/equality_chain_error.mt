# `==` does not chain either.
print(1 == 2 == false) # expect error: and
