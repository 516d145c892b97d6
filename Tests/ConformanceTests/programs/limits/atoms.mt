# Atoms without end raise :system_limit in the process that makes them, and there only.
#? no-stress
#? timeout: 60s
fn make(0) { :no_limit }
fn make(n) { String.to_atom("runaway_\(n)"); make(n - 1) }
let (_, ref) = spawn_monitor { make(20_000_000) }
receive { (:DOWN, ^ref, :process, _, (why, _)) -> print(why) } # expect: :system_limit
print(:still_works, String.to_atom("still_works") == :still_works) # expect: :still_works true
