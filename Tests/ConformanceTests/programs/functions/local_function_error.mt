# An undefined local function is an error.
print(no_such_function(1)) # expect error: no_such_function
