# Along a chain of links a kill becomes :killed, whatever the chain's length.
fn chain(0, main) { main ! (:end, self()); receive { :never -> :ok } }
fn chain(n, main) { spawn_link { chain(n - 1, main) }; receive { :never -> :ok } }
fn top(n) {
  let main = self()
  let (last, ref) = spawn_monitor {
    spawn_link { chain(n, main) }
    receive { :never -> :ok }
  }
  let end = receive { (:end, p) -> p }
  exit(end, :kill)
  receive { (:DOWN, ^ref, :process, ^last, why) -> why }
}
print(top(0), top(1), top(2), top(9)) # expect: :killed :killed :killed :killed
