# With `alias: :explicit_unalias` the alias outlives demonitor.
let p = spawn { receive { :stop -> :ok } }
let r = monitor(p, alias: :explicit_unalias)
demonitor(r)
r ! :reply
receive { m -> print(m) } # expect: :reply
print(unalias(r), unalias(r)) # expect: true false
p ! :stop
