# After a cancel that gave milliseconds the message never comes.
let refs = for i in 1..50 { Process.send_after(self(), (:fired, i), 30) }
let left = for r in refs { Process.cancel_timer(r) }
let cancelled = length(for l in left when is_integer(l) { l })
Process.sleep(40)
fn count(n) { receive { (:fired, _) -> count(n + 1); after 0 -> n } }
print(cancelled + count(0)) # expect: 50
