# Process.send_after delivers the message itself, not before its time.
let clock = Process.send_after(self(), :clock, 60_000)
let ref = Process.send_after(self(), (:hello, 1), 20)
print(is_reference(ref)) # expect: true
receive { m -> print(m) } # expect: (:hello, 1)
print(60_000 - Process.read_timer(clock) >= 19) # expect: true
print(Process.cancel_timer(clock) > 0) # expect: true
