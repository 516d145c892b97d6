# exit(reason) of one argument can be caught; then the process lives on.
let (_, ref) = spawn_monitor { try { exit(:no) } catch { (:exit, :no) -> :ok }; exit(:yes) }
receive { (:DOWN, ^ref, :process, _, why) -> print(why) } # expect: :yes
