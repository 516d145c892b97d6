# exit(pid, :killed) is an ordinary reason.
print(Victim.signalled(false, :killed)) # expect: (:died, :killed)
print(Victim.signalled(true, :killed)) # expect: (:message, :killed)
