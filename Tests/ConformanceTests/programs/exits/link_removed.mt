# After unlink, a peer's end is nothing.
fn run(trap) {
  let main = self()
  let (p, ref) = spawn_monitor {
    Process.flag(:trap_exit, trap)
    let peer = spawn_link { receive { :act -> exit(:bang) } }
    unlink(peer)
    let gone = monitor(peer)
    peer ! :act
    receive { (:DOWN, ^gone, :process, _, :bang) -> :ok }
    main ! (:left, receive { m -> m; after 0 -> :nothing })
  }
  receive { (:left, x) -> x; (:DOWN, ^ref, :process, ^p, r) -> (:died, r) }
}
print(run(false), run(true)) # expect: :nothing :nothing
