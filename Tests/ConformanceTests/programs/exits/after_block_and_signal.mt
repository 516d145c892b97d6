# An exit signal is no exception: `after` does not run for it.
let main = self()
let (p, ref) = spawn_monitor {
  try { main ! :in; receive { :never -> :ok } } after { main ! :cleanup }
}
receive { :in -> :ok }
exit(p, :off)
print(receive { (:DOWN, ^ref, :process, _, why) -> why; :cleanup -> :ran }) # expect: :off
