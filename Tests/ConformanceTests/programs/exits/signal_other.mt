# exit(pid, reason): dies with it, or gets a message.
print(Victim.signalled(false, (:any, "term"))) # expect: (:died, (:any, "term"))
print(Victim.signalled(true, (:any, "term"))) # expect: (:message, (:any, "term"))
print(Victim.signalled(false, :shutdown), Victim.signalled(true, :shutdown)) # expect: (:died, :shutdown) (:message, :shutdown)
