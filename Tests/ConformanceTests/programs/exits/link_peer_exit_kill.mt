# A peer that itself runs exit(:kill): the reason is :kill, and can be trapped.
print(Victim.linked(false, false, fn() { exit(:kill) })) # expect: (:died, :kill)
print(Victim.linked(true, false, fn() { exit(:kill) })) # expect: (:message, :kill)
