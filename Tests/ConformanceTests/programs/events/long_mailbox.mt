# A long mailbox is told of once, and again only when it has been below half of the threshold.
let me = self()
fn keeper(me) {
  receive {
    (:take, n) -> {
      take(n)
      me ! :taken
      keeper(me)
    }
  }
}
fn take(0) { :ok }
fn take(n) { receive { (:item, _) -> take(n - 1) } }
let p = spawn(%{name: :keeper}) { keeper(me) }
fn told() { receive { (:long_mailbox, %{pid: pid, name: name, message_queue_len: n}) -> (pid, name, n >= 10) } }
fn fill(p, n) { for i in 1..n { p ! (:item, i) } }
fn ask(p, n) {
  p ! (:take, n)
  receive { :taken -> :ok }
}
Events.subscribe(:long_mailbox, threshold: 10)
fill(p, 9)
print(Process.message_count(p), Process.flush()) # expect: 9 []
fill(p, 3)
print(told() === (p, :keeper, true)) # expect: true
fill(p, 20)
print(Process.message_count(p), Process.flush()) # expect: 32 []
# Down to six, which is not below half: it is the same long mailbox.
ask(p, 26)
fill(p, 10)
print(Process.message_count(p), Process.flush()) # expect: 16 []
# Down to four: the next time it is told again.
ask(p, 12)
fill(p, 5)
print(Process.message_count(p), Process.flush()) # expect: 9 []
fill(p, 1)
print(told() === (p, :keeper, true)) # expect: true

# Each subscriber has its own threshold; nobody is told of a subscriber.
let _other = spawn {
  Events.subscribe(:long_mailbox, threshold: 100)
  me ! :ready
  receive { (:long_mailbox, %{pid: ^p, message_queue_len: n}) -> me ! (:other, n >= 100) }
}
receive { :ready -> :ok }
fill(p, 200)
receive { (:other, is_long) -> print(is_long) } # expect: true
for n in 1..50 { self() ! n }
print(List.length(Process.flush())) # expect: 50
