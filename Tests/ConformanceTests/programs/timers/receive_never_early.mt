# A receive's time-out never comes early, even when messages that do not fit arrive meanwhile.
let clock = Process.send_after(self(), :clock, 60_000)
let me = self()
spawn { for i in 1..5 { me ! (:noise, i); Process.sleep(2) } }
print(receive { :wanted -> :got; after 20 -> :expired }) # expect: :expired
print(60_000 - Process.read_timer(clock) >= 19) # expect: true
