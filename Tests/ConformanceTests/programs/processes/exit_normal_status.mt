# The main process ending with :normal is exit status 0.
print("x") # expect: x
exit(:normal)
print("y")
# expect exit: 0
