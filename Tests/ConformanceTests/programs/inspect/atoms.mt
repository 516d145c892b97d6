# Module-shaped atoms with a lower-case letter print bare, other atoms with their colon, but for true, false, nil.
print(:ok, Counter, Net.Tcp, :EXIT, :A) # expect: :ok Counter Net.Tcp :EXIT :A
print(true, false, nil) # expect: true false nil
print(:"two words", :"with\"quote", :"9lives", :"") # expect: :"two words" :"with\"quote" :"9lives" :""
print([:a?, :b!, :_c, :"d-e"]) # expect: [:a?, :b!, :_c, :"d-e"]
