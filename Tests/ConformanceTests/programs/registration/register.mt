# register, whereis, unregister; a send by name.
print(register(:me, self())) # expect: true
print(whereis(:me) == self()) # expect: true
:me ! :hello
receive { m -> print(m) } # expect: :hello
print(unregister(:me)) # expect: true
print(whereis(:me)) # expect: nil
print(register(:other, self())) # expect: true
