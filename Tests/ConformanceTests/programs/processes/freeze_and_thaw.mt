# A frozen process does not run, whatever it was doing, and goes on when it is thawed as often as it was frozen.
let me = self()
fn echo(me) {
  receive { message -> me ! (:echo, message) }
  echo(me)
}
let p = spawn { echo(me) }
print(Process.freeze(p), Process.freeze(p)) # expect: true true
p ! 1
print(Process.info(p, :status), Process.info(p, :message_queue_len)) # expect: :suspended 1
print(Process.thaw(p), Process.info(p, :status), Process.info(p, :message_queue_len)) # expect: true :suspended 1
print(Process.thaw(p)) # expect: true
receive { (:echo, m) -> print(m) } # expect: 1
print(Process.thaw(p)) # expect: true
let (q, ref) = spawn_monitor { receive { :never -> :ok } }
Process.freeze(q)
exit(q, :kill)
receive { (:DOWN, ^ref, :process, _, reason) -> print(reason) } # expect: :killed
print(Process.freeze(q), Process.thaw(q)) # expect: false false
print(try { Process.freeze(self()) } catch { (:error, e) -> e }) # expect: :badarg
