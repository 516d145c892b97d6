# Timers fire in the order of their times, whatever the order they were started in.
for t in [150, 50, 100, 0, 200] { Process.send_after(self(), t, t) }
fn take(0) { [] }
fn take(n) { receive { m -> [m | take(n - 1)] } }
print(take(5)) # expect: [0, 50, 100, 150, 200]
