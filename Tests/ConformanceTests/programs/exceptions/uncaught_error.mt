# An uncaught error in the main process: status 1 and a report on standard error.
print("before") # expect: before
raise(:kaboom) # expect stderr: kaboom
print("never")
# expect exit: 1
