# An uncaught throw is (:nocatch, value).
throw(:orphan) # expect stderr: orphan
# expect exit: 1
