# How many messages wait is seen from outside without waiting for the process, and exactly where it is bounded.
self() ! 1
self() ! 2
print(Process.mailbox_length(self())) # expect: 2
print(Process.flush(), Process.mailbox_length(self())) # expect: [1, 2] 0
let p = spawn { receive { :never -> :ok } }
for n in 1..5 { p ! n }
print(Process.message_count(p), Process.mailbox_length(p)) # expect: 5 5
let q = spawn(%{mailbox: 3, overflow: :drop_newest}) { receive { :never -> :ok } }
for n in 1..5 { q ! n }
print(Process.mailbox_length(q)) # expect: 3
let (r, ref) = spawn_monitor { receive { :stop -> :ok } }
Process.freeze(r)
r ! :more
print(Process.mailbox_length(r) <= 1) # expect: true
exit(r, :kill)
receive { (:DOWN, ^ref, :process, _, _) -> :ok }
print(Process.mailbox_length(r)) # expect: nil
print(try { Process.mailbox_length(:name) } catch { (:error, e) -> e }) # expect: :badarg
