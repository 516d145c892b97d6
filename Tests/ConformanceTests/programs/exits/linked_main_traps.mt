# A main process that traps exits sees its children end, in their order.
Process.flag(:trap_exit, true)
let me = self()
let a = spawn_link { receive { :go -> exit(:a_ended) } }
let b = spawn_link { receive { :go -> exit(:b_ended) } }
b ! :go
receive { (:EXIT, ^b, why) -> print(why) } # expect: :b_ended
a ! :go
receive { (:EXIT, ^a, why) -> print(why) } # expect: :a_ended
print(Process.info(me, :links)) # expect: []
