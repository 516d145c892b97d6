# Links go both ways; a second link is the same link; unlink takes it away.
let p = spawn { receive { :stop -> :ok } }
print(link(p), link(p)) # expect: true true
print(Process.info(self(), :links) == [p], Process.info(p, :links) == [self()]) # expect: true true
print(unlink(p)) # expect: true
print(Process.info(self(), :links), Process.info(p, :links)) # expect: [] []
p ! :stop
