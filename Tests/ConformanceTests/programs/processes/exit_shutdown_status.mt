# The main process ending with :shutdown is exit status 0.
exit(:shutdown)
# expect exit: 0
