# Overflow policies do not apply to timers.
let me = self()
let (p, ref) = spawn(mailbox: 1, overflow: :exit, monitor: true) {
  for i in 1..5 { Process.send_after(self(), i, 0) }
  me ! (:sum, sum(5))
}
fn sum(0) { 0 }
fn sum(n) { receive { i -> i + sum(n - 1) } }
receive { (:sum, s) -> print(s); (:DOWN, ^ref, :process, ^p, why) -> print(why) } # expect: 15
