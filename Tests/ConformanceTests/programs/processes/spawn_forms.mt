# spawn { }, spawn(f) and spawn(Mod, :f, args) start a process and give its pid.
module M { fn report(to, x) { to ! (:mfa, x) } }
let me = self()
let a = spawn { me ! :block }
receive { m -> print(m) } # expect: :block
let b = spawn(fn() { me ! :function })
receive { m -> print(m) } # expect: :function
let c = spawn(M, :report, [me, 3])
receive { m -> print(m) } # expect: (:mfa, 3)
print(is_pid(a), is_pid(b), is_pid(c), a == b) # expect: true true true false
