# What is too much in a second is counted, and told when the second is over even if nothing more comes.
let (p, ref) = spawn_monitor { :gone }
receive { (:DOWN, ^ref, :process, _, _) -> :ok }
fn gather(seen, told, all) {
  if seen + told == all { (seen, told) } else {
    receive {
      (:dead_letter, _) -> gather(seen + 1, told, all)
      (:suppressed, %{topic: :dead_letter, count: n}) -> gather(seen, told + n, all)
    }
  }
}
Events.subscribe(:dead_letter, rate: 10)
for n in 1..300 { p ! n }
let (seen, told) = gather(0, 0, 300)
print(seen >= 10, told > 0, seen + told, Process.flush()) # expect: true true 300 []

# Without a limit everything comes.
Events.subscribe(:dead_letter, rate: :infinity)
for n in 1..3_000 { p ! n }
print(gather(0, 0, 3_000)) # expect: (3000, 0)

# The topics of programs have limits only when asked for, each subscriber its own.
Events.unsubscribe(:dead_letter)
let me = self()
let _other = spawn {
  Events.subscribe(:ticks)
  me ! :ready
  me ! (:other, for n in 1..100 { receive { (:ticks, ^n) -> n } })
}
receive { :ready -> :ok }
Events.subscribe(:ticks, rate: 5)
for n in 1..100 { Events.publish(:ticks, n) }
receive { (:other, all) -> print(List.length(all)) } # expect: 100
fn ticks(seen, told) {
  if seen + told == 100 { seen >= 5 and told > 0 } else {
    receive {
      (:ticks, _) -> ticks(seen + 1, told)
      (:suppressed, %{topic: :ticks, count: n}) -> ticks(seen, told + n)
    }
  }
}
print(ticks(0, 0)) # expect: true

# What finds no room in a bounded mailbox is counted too.
let _bounded = spawn(%{mailbox: 2, overflow: :drop_newest}) {
  Events.subscribe(:dead_letter)
  me ! :ready
  receive { (:suppressed, %{count: n}) -> me ! (:bounded, n, List.length(Process.flush())) }
}
receive { :ready -> :ok }
for n in 1..10 { p ! n }
receive { (:bounded, told, kept) -> print(told, kept) } # expect: 8 2
