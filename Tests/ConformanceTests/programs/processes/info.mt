# Process.info gives a map, or one key's value; for a dead process nil.
let me = self()
let (p, ref) = spawn_monitor { me ! :up; receive { :stop -> :ok } }
receive { :up -> :ok }
p ! 1
p ! 2
print(Process.info(p, :message_queue_len)) # expect: 2
let info = Process.info(p)
print(info.message_queue_len, is_integer(info.memory), is_integer(info.reductions)) # expect: 2 true true
print(Process.info(self(), :registered_name)) # expect: nil
register(:main_one, self())
print(Process.info(self(), :registered_name)) # expect: :main_one
print(Process.info(self(), :links)) # expect: []
p ! :stop
receive { (:DOWN, ^ref, :process, _, _) -> :ok }
print(Process.info(p), Process.info(p, :status)) # expect: nil nil
