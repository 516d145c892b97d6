# A wrong time or target is :badarg.
fn reason(f) { try { f() } catch { (:error, r) -> r } }
fn id(x) { x }
print(reason(fn() { Process.send_after(self(), :x, id(-1)) })) # expect: :badarg
print(reason(fn() { Process.send_after(self(), :x, id(1.5)) })) # expect: :badarg
print(reason(fn() { Process.send_after(self(), :x, id(:soon)) })) # expect: :badarg
print(reason(fn() { Process.send_after(id(5), :x, 1) })) # expect: :badarg
print(reason(fn() { Process.start_timer(self(), :x, id(-1)) })) # expect: :badarg
print(reason(fn() { Process.cancel_timer(id(5)) })) # expect: :badarg
print(reason(fn() { Process.read_timer(id(:r)) })) # expect: :badarg
