# A wrong option raises :badarg.
fn reason(f) { try { f() } catch { (:error, r) -> r } }
fn id(x) { x }
print(reason(fn() { spawn(mailbox: id(-1)) { 1 } })) # expect: :badarg
print(reason(fn() { spawn(mailbox: 1, overflow: id(:whatever)) { 1 } })) # expect: :badarg
print(reason(fn() { spawn(priority: id(:urgent)) { 1 } })) # expect: :badarg
print(reason(fn() { spawn(max_heap: id(:all)) { 1 } })) # expect: :badarg
