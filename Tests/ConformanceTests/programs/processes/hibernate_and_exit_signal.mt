# A hibernating process still dies by an exit signal.
module Sleeper { fn wake() { receive { m -> m } } }
let (p, ref) = spawn_monitor { Process.hibernate(Sleeper, :wake, []) }
exit(p, :get_up)
receive { (:DOWN, ^ref, :process, _, reason) -> print(reason) } # expect: :get_up
