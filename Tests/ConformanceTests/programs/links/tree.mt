# A death runs through all that are linked.
let me = self()
let root = spawn {
  let kids = for _ in 1..5 { spawn_link { for _ in 1..3 { spawn_link { receive { :never -> :ok } } } |> report(me) } }
  receive { :fail -> exit((:failed, length(kids))) }
}
fn report(pids, to) { to ! (:pids, [self() | pids]); receive { :never -> :ok } }
let all = List.concat(for _ in 1..5 { receive { (:pids, ps) -> ps } })
let refs = for p in all { monitor(p) }
root ! :fail
print(List.uniq(for r in refs { receive { (:DOWN, ^r, :process, _, why) -> why } })) # expect: [(:failed, 5)]
print(length(all)) # expect: 20
