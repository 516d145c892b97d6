# Process.cancel_timer gives the milliseconds left, or false when there is no such timer any more.
let ref = Process.send_after(self(), :never, 10_000)
let left = Process.cancel_timer(ref)
print(is_integer(left), left > 5_000, left <= 10_000) # expect: true true true
print(Process.cancel_timer(ref)) # expect: false
print(Process.cancel_timer(make_ref())) # expect: false
let short = Process.send_after(self(), :fired, 0)
receive { :fired -> :ok }
print(Process.cancel_timer(short)) # expect: false
