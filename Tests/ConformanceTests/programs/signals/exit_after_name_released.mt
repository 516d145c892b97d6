# So it is with (:EXIT, ...).
Process.flag(:trap_exit, true)
let p = spawn(name: :holder, link: true) { receive { :stop -> :ok } }
p ! :stop
receive { (:EXIT, ^p, _) -> print(whereis(:holder)) } # expect: nil
print(register(:holder, self())) # expect: true
