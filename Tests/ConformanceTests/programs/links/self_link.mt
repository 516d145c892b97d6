# link(self()) is true and without effect.
print(link(self()), unlink(self())) # expect: true true
print(Process.info(self(), :links)) # expect: []
let (_, ref) = spawn_monitor { Process.flag(:trap_exit, true); link(self()); exit(:end) }
receive { (:DOWN, ^ref, :process, _, why) -> print(why) } # expect: :end
