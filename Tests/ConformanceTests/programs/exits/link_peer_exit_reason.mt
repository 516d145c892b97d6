# A peer that exits with a reason.
print(Victim.linked(false, false, fn() { exit(:why) })) # expect: (:died, :why)
print(Victim.linked(true, false, fn() { exit((:shutdown, 1)) })) # expect: (:message, (:shutdown, 1))
