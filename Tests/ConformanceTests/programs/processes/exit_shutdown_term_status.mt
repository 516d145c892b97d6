# The main process ending with (:shutdown, _) is exit status 0.
exit((:shutdown, :planned))
# expect exit: 0
