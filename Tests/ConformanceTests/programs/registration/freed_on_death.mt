# A name is free when its process has ended.
for i in 1..20 {
  let (p, ref) = spawn(name: :phoenix, monitor: true) { receive { :stop -> exit(i) } }
  :phoenix ! :stop
  receive { (:DOWN, ^ref, :process, ^p, ^i) -> :ok }
}
print(whereis(:phoenix)) # expect: nil
