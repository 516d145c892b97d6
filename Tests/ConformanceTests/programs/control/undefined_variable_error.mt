# An undefined variable is an error.
print(undefined_name) # expect error: undefined_name
