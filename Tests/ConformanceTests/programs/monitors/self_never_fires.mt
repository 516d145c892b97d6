# A monitor of oneself never fires.
let r = monitor(self())
print(is_reference(r)) # expect: true
print(receive { m -> m; after 0 -> :none }) # expect: :none
print(demonitor(r)) # expect: true
let (_, ref) = spawn_monitor { monitor(self()); exit(:end) }
receive { (:DOWN, ^ref, :process, _, why) -> print(why) } # expect: :end
