# An uncaught error in another process leaves the main one alone.
let (_, ref) = spawn_monitor { raise(:boom) }
receive { (:DOWN, ^ref, :process, _, (reason, trace)) -> print(reason, is_list(trace)) } # expect: :boom true
print("still here") # expect: still here
# expect exit: 0
