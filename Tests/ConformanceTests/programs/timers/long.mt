# Timers of many days are accepted and cancelled.
let t = Process.send_after(self(), :x, 4_000_000_000)
print(Process.read_timer(t) > 3_999_000_000) # expect: true
print(Process.cancel_timer(t) > 3_999_000_000) # expect: true
