# Hundreds of exit signals and messages interleaved stay in order.
let me = self()
let p = spawn {
  Process.flag(:trap_exit, true)
  me ! :ready
  me ! (:all, take(400))
}
fn take(0) { [] }
fn take(n) { receive { (:EXIT, _, i) -> [i | take(n - 1)]; (:message, i) -> [i | take(n - 1)] } }
receive { :ready -> :ok }
for i in 1..200 { p ! (:message, 2 * i - 1); exit(p, 2 * i) }
receive { (:all, order) -> print(order == 1..400) } # expect: true
