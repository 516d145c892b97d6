# A traced process tells what it sends, receives and starts, and how it ends.
let me = self()
fn next() {
  receive {
    (:trace, _, kind, what)    -> print(kind, what)
    (:trace_end, _, reason, _) -> print(:end, reason)
  }
}

let p = spawn {
  receive { :go -> :ok }
  let child = spawn { :ok }
  me ! (:child, child)
  receive { (:stop, why) -> exit(why) }
}
let (:ok, t) = Trace.process(p, %{})
print(Trace.active() == [(t, self(), p)]) # expect: true
p ! :go
next() # expect: :receive :go
let child = receive { (:child, child) -> child }
receive { (:trace, ^p, :spawn, started) -> print(started == child) } # expect: true
receive { (:trace, ^p, :send, message, to) -> print(message == (:child, child), to == me) } # expect: true true
p ! (:stop, :tired)
next() # expect: :receive (:stop, :tired)
next() # expect: :exit :tired
next() # expect: :end :exit
print(Trace.active()) # expect: []

# Signals that become messages; only what is asked for; a limit.
let q = spawn {
  Process.flag(:trap_exit, true)
  let monitored = spawn { receive { :end -> exit(:done) } }
  monitor(monitored)
  me ! (:ready, monitored)
  receive { (:DOWN, _, _, _, _) -> :ok }
  receive { (:EXIT, _, _) -> :ok }
  receive { :never -> :ok }
}
let monitored = receive { (:ready, pid) -> pid }
let (:ok, _) = Trace.process(q, events: [:receive], limit: 3)
q ! :first
next() # expect: :receive :first
monitored ! :end
receive { (:trace, ^q, :receive, (:DOWN, _, :process, from, why)) -> print(from == monitored, why) } # expect: true :done
exit(q, :please)
receive { (:trace, ^q, :receive, (:EXIT, from, why)) -> print(from == me, why) } # expect: true :please
next() # expect: :end :limit
q ! :second
receive { other -> print(other); after 0 -> print("no more") } # expect: no more
exit(q, :kill)

# Through an alias, and by a name.
let r = spawn(name: :traced_one) {
  let a = alias()
  me ! (:alias, a)
  receive { :through -> :traced_two ! :not_there }
}
let a = receive { (:alias, a) -> a }
let (:ok, _) = Trace.process(r, events: [:receive, :exit])
a ! :through
next() # expect: :receive :through
receive { (:trace, ^r, :exit, (reason, _)) -> print(reason) } # expect: :badarg
next() # expect: :end :exit
# expect stderr: :badarg

# One that has ended, and one that ends itself.
let dead = spawn { :ok }
Process.wait(dead)
let (:ok, t) = Trace.process(dead, %{})
receive { (:trace_end, ^t, reason, 0) -> print(reason) } # expect: :exit
let s = spawn { receive { :go -> :ok } }
let (:ok, t) = Trace.process(s, %{})
Trace.stop(t)
receive { (:trace_end, ^t, reason, 0) -> print(reason) } # expect: :stopped
s ! :go
Process.wait(s)
receive { other -> print(other); after 0 -> print("no more") } # expect: no more

# It may trace itself for another.
let tracer = spawn { receive { (:trace, _, :send, message, _) -> me ! (:told, message) } }
let (:ok, t) = Trace.process(self(), tracer: tracer, events: [:send])
me ! :hello
Trace.stop(t)
receive { :hello -> :ok }
receive { (:told, message) -> print(message) } # expect: :hello
