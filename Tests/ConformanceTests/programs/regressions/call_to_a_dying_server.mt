# A call never waits for ever when the server dies.
let server = spawn { receive { (:call, _, _) -> exit(:crashed) } }
let ref = monitor(server)
server ! (:call, self(), 1)
print(receive { (:reply, x) -> x; (:DOWN, ^ref, :process, _, why) -> why }) # expect: :crashed
