# After unlink returns there is never an (:EXIT, ...), even when the other is dying.
Process.flag(:trap_exit, true)
let results = for _ in 1..100 {
  let p = spawn_link { exit(:bye) }
  unlink(p)
  let early = receive { (:EXIT, ^p, _) -> :early; after 0 -> :none }
  let ref = monitor(p)
  receive { (:DOWN, ^ref, :process, ^p, _) -> :ok }
  receive { (:EXIT, ^p, _) -> (early, :late); after 0 -> :none }
}
print(List.uniq(results)) # expect: [:none]
