# System.exit(code) ends the program with that status.
print("before") # expect: before
System.exit(7)
print("after")
# expect exit: 7
