# Asking a busy process with messages in its queue does not disturb it.
let me = self()
let p = spawn { receive { :go -> :ok }; fn_drain(me) }
fn fn_drain(to) { receive { m -> { to ! m; fn_drain(to) }; after 0 -> to ! :empty } }
for i in 1..5 { p ! i }
print(Process.info(p, :message_queue_len)) # expect: 5
p ! :go
fn take(n) { if n == 0 { [] } else { receive { m -> [m | take(n - 1)] } } }
print(take(6)) # expect: [1, 2, 3, 4, 5, :empty]
