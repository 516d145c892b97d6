# A process that crashes and is started anew by the one that is linked to it, N rounds.
fn rounds(0) { :ok }
fn rounds(n) {
  let p = spawn_link { exit(:crash) }
  receive { (:EXIT, ^p, :crash) -> rounds(n - 1) }
}

let n = Bench.argument(0, 100_000)
Process.flag(:trap_exit, true)
Bench.run { rounds(n) }
