# A peer that raised: the reason with its trace.
print(Victim.linked(false, false, fn() { raise(:bug) })) # expect: (:died, (:bug, :trace))
print(Victim.linked(true, false, fn() { raise(:bug) })) # expect: (:message, (:bug, :trace))
