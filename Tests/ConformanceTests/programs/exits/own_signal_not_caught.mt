# exit(self(), reason) is a signal: try does not catch it.
let main = self()
let (p, ref) = spawn_monitor { try { exit(self(), :foo); main ! :after } catch { e -> main ! (:caught, e) } }
print(receive { (:DOWN, ^ref, :process, ^p, why) -> (:died, why); m -> m }) # expect: (:died, :foo)
