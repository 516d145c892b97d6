# A child of a supervisor that is told to crash as soon as it is there again, N rounds.
module Crashing {
  fn start_link(owner) {
    (:ok, spawn_link {
      owner ! (:up, self())
      receive { :crash -> exit(:boom) }
    })
  }
}

fn rounds(0) { :ok }
fn rounds(n) {
  receive {
    (:up, pid) -> {
      pid ! :crash
      rounds(n - 1)
    }
  }
}

fn reports() { receive { _ -> reports() } }

let n = Bench.argument(0, 10_000)
# The reports are taken by a process that drops them: what is measured are the restarts.
let me = self()
spawn {
  Events.subscribe(:crash, takes_over: true)
  Events.subscribe(:supervisor, takes_over: true)
  me ! :ready
  reports()
}
receive { :ready -> :ok }
let (:ok, _) = Supervisor.start_link(
  [%{id: :crashing, start: (Crashing, :start_link, [me])}],
  max_restarts: 1_000_000_000, max_seconds: 1)
Bench.run {
  rounds(n)
  n
}
System.exit(0)
