# System.exit ends the program at once, from any process, with what was printed before.
# expect exit: 7
print("before") # expect: before
spawn { System.exit(7) }
Process.sleep(:infinity)
