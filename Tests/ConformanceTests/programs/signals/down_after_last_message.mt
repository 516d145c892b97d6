# :DOWN comes after the process's last message.
let me = self()
let results = for i in 1..50 {
  let (p, ref) = spawn_monitor { me ! (:last, i) }
  let first = receive { (:last, ^i) -> :message; (:DOWN, ^ref, :process, ^p, _) -> :down }
  let second = receive { (:last, ^i) -> :message; (:DOWN, ^ref, :process, ^p, _) -> :down }
  (first, second)
}
print(List.uniq(results)) # expect: [(:message, :down)]
