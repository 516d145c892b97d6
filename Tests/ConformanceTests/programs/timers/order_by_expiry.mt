# Timers fire in the order of their times, whatever the order they were started in.
for t in [60, 20, 40, 0, 80] { Process.send_after(self(), t, t) }
fn take(0) { [] }
fn take(n) { receive { m -> [m | take(n - 1)] } }
print(take(5)) # expect: [0, 20, 40, 60, 80]
