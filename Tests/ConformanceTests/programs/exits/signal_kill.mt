# exit(pid, :kill): dies with :killed, trapping or not.
print(Victim.signalled(false, :kill)) # expect: (:died, :killed)
print(Victim.signalled(true, :kill)) # expect: (:died, :killed)
