# Every process that ends by an error or throw that nothing catches is told of; exits are not.
# expect stderr: crashed: it ended for a reason of its own
Events.subscribe(:crash)
let me = self()
let (p, ref) = spawn_monitor { raise((:broken, 1)) }
receive { (:DOWN, ^ref, :process, _, (reason, _)) -> print(reason) } # expect: (:broken, 1)
receive {
  (:crash, %{pid: pid, name: name, class: class, reason: reason, trace: [(_, _, _, %{line: line}) | _]}) ->
    print(pid == p, name, class, reason, line) # expect: true nil :error (:broken, 1) 5
}
let (q, down) = spawn_monitor { exit(:on_purpose) }
receive { (:DOWN, ^down, :process, ^q, reason) -> print(reason) } # expect: :on_purpose
let t = spawn(%{name: :thrower}) { throw(:ball) }
receive {
  (:crash, %{pid: pid, name: name, class: class, reason: reason}) -> print(pid == t, name, class, reason) # expect: true :thrower :throw (:nocatch, :ball)
}
# Whoever handles crashes and crashes itself is not told, and starts no loop.
let handler = spawn {
  Events.subscribe(:crash)
  me ! :ready
  receive { (:crash, _) -> raise(:again) }
}
receive { :ready -> :ok }
spawn { 1 / 0 }
let crashes = for _ in 1..2 { receive { (:crash, %{reason: reason}) -> reason } }
print(List.sort(crashes)) # expect: [:again, :badarith]
Process.wait(handler)
print(Events.subscribers(:crash) == [me], Process.flush()) # expect: true []
