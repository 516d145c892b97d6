# With an alias, a reply that comes after the time-out does not stay in the mailbox.
let server = spawn { receive { (:call, r, go) -> { receive { ^go -> :ok }; r ! (r, :late) } }; receive { (:sync, p) -> p ! :synced } }
let r = monitor(server, alias: :reply_demonitor)
let go = make_ref()
server ! (:call, r, go)
print(receive { (^r, m) -> m; after 5 -> :timeout }) # expect: :timeout
demonitor(r, flush: true)
unalias(r)
server ! go
server ! (:sync, self())
receive { :synced -> :ok }
print(receive { m -> m; after 0 -> :none }) # expect: :none
