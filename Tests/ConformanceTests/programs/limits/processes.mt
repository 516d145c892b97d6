# Past the process limit spawn raises :system_limit; when some have ended it works again.
#? flags: --max-processes 200
let me = self()
fn fill(n) {
  let r = try { (:ok, spawn { receive { :stop -> :ok } }) } catch { (:error, r) -> r }
  match r { (:ok, p) -> { let (ps, why) = fill(n + 1); ([p | ps], why) }; why -> ([], why) }
}
let (ps, why) = fill(0)
print(why, length(ps) > 50, length(ps) <= 200) # expect: :system_limit true true
let refs = for p in ps { monitor(p) }
for p in ps { p ! :stop }
for r in refs { receive { (:DOWN, ^r, :process, _, _) -> :ok } }
spawn { me ! :again }
receive { m -> print(m) } # expect: :again
