# Any process may read and cancel a timer.
let me = self()
let t = Process.send_after(self(), :x, 60_000)
spawn { me ! (Process.read_timer(t) > 0, Process.cancel_timer(t) > 0) }
receive { m -> print(m) } # expect: (true, true)
print(Process.read_timer(t)) # expect: false
