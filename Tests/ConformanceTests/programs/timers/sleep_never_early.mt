# Process.sleep never ends early, and lets others run.
let clock = Process.send_after(self(), :clock, 60_000)
let me = self()
spawn { me ! :ran }
Process.sleep(15)
print(60_000 - Process.read_timer(clock) >= 14) # expect: true
print(receive { :ran -> :ran; after 0 -> :did_not }) # expect: :ran
print(Process.sleep(0)) # expect: :ok
