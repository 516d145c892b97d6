# A peer with an uncaught throw: ((:nocatch, value), trace).
print(Victim.linked(false, false, fn() { throw(:ball) })) # expect: (:died, ((:nocatch, :ball), :trace))
print(Victim.linked(true, false, fn() { throw(:ball) })) # expect: (:message, ((:nocatch, :ball), :trace))
