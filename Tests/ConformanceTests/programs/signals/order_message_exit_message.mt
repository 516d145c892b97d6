# A message, an exit signal and a message arrive in that order.
let me = self()
let p = spawn {
  Process.flag(:trap_exit, true)
  me ! :ready
  let a = receive { x -> x }
  let b = receive { x -> x }
  let c = receive { x -> x }
  me ! (a, b, c)
}
receive { :ready -> :ok }
p ! :a
exit(p, :b)
p ! :c
receive { (:a, (:EXIT, from, reason), :c) -> print(from == self(), reason) } # expect: true :b
