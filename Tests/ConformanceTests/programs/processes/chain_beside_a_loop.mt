#? schedulers: 1
#? no-stress
# Those who do a little and wait get on beside one who computes: they have turns until they have done
# the work of a slice. Here one round trip a slice would be four million steps of the loop.
fn loop(n) {
  receive {
    (:steps, from) -> from ! n
    after 0 -> loop(n + 1)
  }
}
fn echo() { receive { (from, n) -> { from ! n; echo() } } }

let me = self()
let busy = spawn { loop(0) }
let echo = spawn { echo() }
for n in 1..1_000 {
  echo ! (me, n)
  receive { ^n -> :ok }
}
busy ! (:steps, me)
print(receive { steps -> steps > 0 and steps < 400_000 }) # expect: true
