# An open bracket that is never closed is an error.
# expect error:
print((1, 2)
