# Long collections and slices are told of, but never those of subscribers.
Events.subscribe(:long_gc, threshold: 0)
let (p, ref) = spawn(%{name: :collecting, monitor: true}) { Process.garbage_collect() }
receive {
  (:long_gc, %{pid: ^p, name: name, milliseconds: ms, total_heap_size: words}) -> print(name, ms >= 0, words > 0) # expect: :collecting true true
}
receive { (:DOWN, ^ref, :process, _, reason) -> print(reason) } # expect: :normal
Events.unsubscribe(:long_gc)
Process.flush()
spawn_monitor { Process.garbage_collect() }
receive { event -> print(elem(event, 0)) } # expect: :DOWN

Events.subscribe(:long_schedule, threshold: 0)
let q = spawn(%{name: :running}) { receive { :never -> :ok } }
receive {
  (:long_schedule, %{pid: ^q, name: name, milliseconds: ms, current_function: (_, _, arity)}) -> print(name, ms >= 0, arity) # expect: :running true 0
}
Events.unsubscribe(:long_schedule)
Process.flush()
Events.subscribe(:long_gc, threshold: 0)
Events.subscribe(:long_schedule, threshold: 0)
Process.garbage_collect()
Process.yield()
let me = self()
print(for (topic, %{pid: pid}) in Process.flush() when pid == me { topic }) # expect: []
