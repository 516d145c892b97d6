# A peer that ends normally: nothing, or a message when trapping.
print(Victim.linked(false, true, fn() { :done })) # expect: :nothing
print(Victim.linked(true, false, fn() { :done })) # expect: (:message, :normal)
print(Victim.linked(false, true, fn() { exit(:normal) })) # expect: :nothing
