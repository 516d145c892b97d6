#? schedulers: 4
# Many that subscribe, publish, unsubscribe and die at once: those who stay miss nothing and get nothing twice.
let me = self()
fn stay(me, publishers, each) {
  Events.subscribe((:churn, 1))
  me ! :ready
  me ! (:stayed, count(publishers * each, %{}))
}
fn count(0, seen) { seen }
fn count(n, seen) {
  receive { ((:churn, 1), (from, k)) -> {
    # In order from each.
    if Map.get(seen, from, 0) + 1 == k { count(n - 1, Map.put(seen, from, k)) } else { (:wrong, from, k) }
  } }
}
fn publish(name, k, each) {
  if k <= each {
    Events.publish((:churn, 1), (name, k))
    publish(name, k + 1, each)
  }
}
fn come_and_go(0) { :ok }
fn come_and_go(n) {
  for topic in [(:churn, 1), (:churn, n), "churn", n / 2] { Events.subscribe(topic) }
  Events.publish((:churn, n), n)
  if n rem 3 == 0 { Events.unsubscribe((:churn, 1)) }
  if n rem 2 == 0 { spawn { come_and_go(n - 1) } } else { come_and_go(n - 1) }
}
for _ in 1..3 { spawn { stay(me, 4, 25) } }
for _ in 1..3 { receive { :ready -> :ok } }
for _ in 1..10 { spawn { come_and_go(20) } }
for name in 1..4 { spawn { publish(name, 1, 25) } }
for _ in 1..3 { receive { (:stayed, seen) -> print(seen) } }
# expect: %{1 => 25, 2 => 25, 3 => 25, 4 => 25}
# expect: %{1 => 25, 2 => 25, 3 => 25, 4 => 25}
# expect: %{1 => 25, 2 => 25, 3 => 25, 4 => 25}
