# A process that waits in receive has the status :waiting; the asking one is :running.
let p = spawn { receive { :stop -> :ok } }
fn settle(p) { if Process.info(p, :status) == :waiting { :waiting } else { Process.sleep(1); settle(p) } }
print(settle(p)) # expect: :waiting
print(Process.info(self(), :status)) # expect: :running
p ! :stop
