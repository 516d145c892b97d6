# Hibernation with queued messages wakes at once.
module Sleeper { fn wake(to) { receive { m -> to ! (:woke, m) } } }
let me = self()
let p = spawn {
  receive { :start -> :ok }
  Process.hibernate(Sleeper, :wake, [me])
}
p ! :queued
p ! :start
receive { m -> print(m) } # expect: (:woke, :queued)
