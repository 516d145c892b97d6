# A thousand timers all fire, each once.
for i in 1..1_000 { Process.send_after(self(), (:t, i rem 10), i rem 10) }
fn take(0, sum) { sum }
fn take(n, sum) { receive { (:t, k) -> take(n - 1, sum + k) } }
print(take(1_000, 0)) # expect: 4500
print(receive { m -> m; after 0 -> :none }) # expect: :none
