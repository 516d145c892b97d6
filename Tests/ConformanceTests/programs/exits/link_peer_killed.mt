# A peer that was killed: the reason is :killed.
print(Victim.linked(false, false, fn() { exit(self(), :kill) })) # expect: (:died, :killed)
print(Victim.linked(true, false, fn() { exit(self(), :kill) })) # expect: (:message, :killed)
