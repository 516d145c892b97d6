# When the monitor of a subscriber tells of its end, it is no subscriber any more.
let me = self()
fn subscriber(topics, me) {
  for topic in topics { Events.subscribe(topic) }
  me ! (:ready, self())
  receive { :stop -> :ok }
}
let all = for i in 1..50 { spawn_monitor { subscriber([:a, (:b, i), "a long topic outside of the heap, because it has more than sixty-four bytes in it"], me) } }
for (pid, _) in all { receive { (:ready, ^pid) -> :ok } }
print(List.length(Events.subscribers(:a)), Events.subscribers((:b, 7)) == [elem(List.at(all, 6), 0)]) # expect: 50 true
print(List.sort(Events.subscribers(:a)) == List.sort(for (pid, _) in all { pid })) # expect: true
print(Events.publish(:a, :hello)) # expect: 50
for (pid, ref) in all {
  exit(pid, :kill)
  receive { (:DOWN, ^ref, :process, _, _) -> :ok }
}
print(Events.subscribers(:a), Events.subscribers((:b, 7)), Events.publish(:a, :hello)) # expect: [] [] 0

# Many that come and go leave nothing.
for round in 1..100 {
  let (_, ref) = spawn_monitor { Events.subscribe((:round, round)); Events.subscribe(:dead_letter); Events.subscribe(:all, rate: 1) }
  receive { (:DOWN, ^ref, :process, _, _) -> :ok }
}
print(Events.subscribers(:all), Events.subscribers(:dead_letter), Events.subscribers((:round, 5))) # expect: [] [] []
