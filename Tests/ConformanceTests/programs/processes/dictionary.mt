# The process dictionary belongs to one process and is not inherited.
print(Process.get(:k)) # expect: nil
print(Process.put(:k, 1)) # expect: nil
print(Process.put(:k, 2), Process.get(:k)) # expect: 1 2
let me = self()
spawn { me ! Process.get(:k) }
receive { v -> print(v) } # expect: nil
