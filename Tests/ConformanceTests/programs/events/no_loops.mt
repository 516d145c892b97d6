# Dead letters that somebody passes on to a dead process are no dead letters again.
let me = self()
let (dead, ref) = spawn_monitor { :gone }
receive { (:DOWN, ^ref, :process, _, _) -> :ok }
fn pass_on(to, me, count) {
  receive {
    (:dead_letter, %{message: :stop}) -> me ! (:passed_on, count)
    (:dead_letter, info) -> {
      to ! (:dead_letter, info)
      pass_on(to, me, count + 1)
    }
  }
}
for _ in 1..2 {
  spawn {
    Events.subscribe(:dead_letter)
    me ! :ready
    pass_on(dead, me, 0)
  }
}
for _ in 1..2 { receive { :ready -> :ok } }
for n in 1..5 { dead ! n }
dead ! :stop
for _ in 1..2 { receive { (:passed_on, count) -> print(count) } }
# expect: 5
# expect: 5

# Events for subscribers that have ended vanish.
Events.subscribe(:dead_letter)
let (p, down) = spawn_monitor { Events.subscribe(:news); receive { :never -> :ok } }
exit(p, :kill)
Events.publish(:news, 1)
receive { (:DOWN, ^down, :process, _, _) -> :ok }
Events.publish(:news, 2)
dead ! :last
receive { (:dead_letter, %{message: m}) -> print(m) } # expect: :last
