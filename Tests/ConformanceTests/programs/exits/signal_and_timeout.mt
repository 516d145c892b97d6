# An exit signal ends a process that waits with a time-out; the time-out does not matter any more.
let (p, ref) = spawn_monitor { receive { :never -> :ok; after 10_000 -> :timeout } }
exit(p, :sooner)
receive { (:DOWN, ^ref, :process, _, why) -> print(why) } # expect: :sooner
let (q, ref2) = spawn_monitor { receive { :never -> :ok; after 0 -> :ok }; exit(:own) }
receive { (:DOWN, ^ref2, :process, ^q, why) -> print(why) } # expect: :own
