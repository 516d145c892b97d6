# exit(pid, :normal): dropped, or a message when trapping.
print(Victim.signalled(false, :normal)) # expect: :nothing
print(Victim.signalled(true, :normal)) # expect: (:message, :normal)
