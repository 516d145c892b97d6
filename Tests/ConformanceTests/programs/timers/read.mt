# Process.read_timer gives the milliseconds left, and false when it has fired.
let ref = Process.send_after(self(), :x, 10_000)
let a = Process.read_timer(ref)
print(a > 5_000, a <= 10_000) # expect: true true
Process.sleep(5)
let b = Process.read_timer(ref)
print(b < a) # expect: true
Process.cancel_timer(ref)
print(Process.read_timer(ref), Process.read_timer(make_ref())) # expect: false false
