# Two processes take turns.
fn pong() { receive { (:ping, n, from) -> { from ! (:pong, n); pong() }; :stop -> :ok } }
fn ping(_, 0) { :done }
fn ping(p, n) { p ! (:ping, n, self()); receive { (:pong, ^n) -> ping(p, n - 1) } }
let p = spawn { pong() }
print(ping(p, 500)) # expect: :done
p ! :stop
