# N children of a dynamic supervisor, started one by one and then stopped one by one, or all at once
# with `stop`.
module Idle {
  fn start_link(_n) { (:ok, spawn_link { receive { :never -> :ok } }) }
}

fn start(_, 0, pids) { pids }
fn start(sup, n, pids) {
  let (:ok, pid) = Supervisor.start_child(sup, [n])
  start(sup, n - 1, [pid | pids])
}

fn stop(_, []) { :ok }
fn stop(sup, [pid | rest]) {
  let :ok = Supervisor.terminate_child(sup, pid)
  stop(sup, rest)
}

let n = Bench.argument(0, 100_000)
let (:ok, sup) = Supervisor.start_dynamic(
  child: %{start: (Idle, :start_link, []), restart: :temporary, shutdown: :brutal_kill})
# The modules that this takes are loaded first.
stop(sup, start(sup, 1, []))
Bench.run {
  let pids = start(sup, n, [])
  let active = Supervisor.count_children(sup).active
  if List.at(System.argv(), 1) == "stop" { Supervisor.stop(sup) } else { stop(sup, pids) }
  active
}
