# A large exit reason that is due to many processes is not copied to all of them: they are told
# `:heap_limit`.
#? flags: --max-memory 64M
#? no-stress
#? timeout: 60s
fn link_all(0) { :ok }
fn link_all(n) { spawn_link { receive { :never -> 1 } }; link_all(n - 1) }
let (_, ref) = spawn_monitor { link_all(2_000); exit(for i in 1..20_000 { i }) }
receive { (:DOWN, ^ref, :process, _, why) -> print(why) } # expect: :heap_limit
let (_, few) = spawn_monitor { link_all(2); exit(for i in 1..20_000 { i }) }
receive { (:DOWN, ^few, :process, _, why) -> print(length(why)) } # expect: 20000
