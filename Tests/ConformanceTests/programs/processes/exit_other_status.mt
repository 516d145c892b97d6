# The main process ending with any other reason is exit status 1.
exit(:trouble) # expect stderr: trouble
# expect exit: 1
