import Martlet

// Scripts that breed, and that do things to other processes.
extension Attack {
  /// How many processes are busy at once: each takes its turn before others have theirs, and without
  /// optimisation turns are long.
  private static var busyProcesses: Int {
    #if DEBUG
    return 300
    #else
    return Limits.small.maxProcesses
    #endif
  }

  static let processes: [Attack] = [
    Attack(
      "a fork bomb",
      "fn run() { spawn { run() }; run() }",
      "error :system_limit",
      "timeout",
      "limit"
    ) { $0.isTold = true },
    Attack(
      "a fork bomb on two schedulers",
      "fn run() { spawn { run() }; run() }",
      "error :system_limit",
      "timeout",
      "limit"
    ) {
      $0.schedulers = 2; $0.isTold = true
    },
    Attack(
      "a fork bomb that catches everything",
      "fn run() { try { spawn { run() } } catch { _ -> nil }; run() }",
      "timeout"
    ) { $0.limits.maxProcesses = busyProcesses },
    Attack(
      "processes that start two when they end",
      "fn run() { breed(); Process.sleep(:infinity) } fn breed() { try { spawn { breed() }; spawn { breed() } } catch { _ -> breed() } }",
      "timeout"
    ) { $0.limits.maxProcesses = busyProcesses },
    Attack(
      "a pair that starts each other anew",
      """
      fn run() { guard(self()); Process.sleep(:infinity) }
      fn guard(p) { spawn { watch(p) } }
      fn watch(p) { let ref = monitor(p); receive { (:DOWN, ^ref, _, _, _) -> watch(guard(self())) } }
      """,
      "timeout"
    ),
    Attack(
      "children that outlive a call that is killed",
      """
      fn run() { for _ in 1..100 { spawn { Process.flag(:trap_exit, true); spin() } }; spin() }
      fn spin() { spin() }
      """,
      "timeout"
    ),
    Attack(
      "processes that crash with a large reason, for ever",
      "fn run() { spawn { raise(for i in 1..1_000 { i }) }; Process.yield(); run() }",
      "timeout",
      "error :system_limit",
      "limit"
    ),
    Attack(
      "a process that kills itself again and again",
      "fn run() { spawn { exit(self(), :kill) }; Process.yield(); run() }",
      "timeout",
      "error :system_limit"
    ),
    Attack(
      "processes with the names of others",
      "fn run() { try { register(:host, self()) } catch { (_, r) -> r } }",
      "value :badarg"
    ),
    Attack(
      "a name for the host's process",
      "fn run() { let pid = whereis(:host); register(:other, pid) }",
      "error :badarg",
      "error (:not_permitted"
    ),
    Attack(
      "taking the host's name away",
      "fn run() { unregister(:host) }",
      "error (:not_permitted, :introspection)"
    ),
    Attack(
      "killing the host's process",
      "fn run() { exit(whereis(:host), :kill); Process.sleep(50); :done }",
      "value :done"
    ),
    Attack(
      "ending the host's process",
      "fn run() { exit(whereis(:host), :normal); exit(whereis(:host), :boom); Process.sleep(50); :done }",
      "value :done"
    ),
    Attack(
      "ending the host's process by a link",
      "fn run() { for r in [:kill, :killed, :boom] { spawn { link(whereis(:host)); exit(r) } }; Process.sleep(50); :done }",
      "value :done"
    ),
    Attack(
      "exits that flood the host's process",
      "fn run() { spawn { link(whereis(:host)); exit((:boom, \"some text\")) }; Process.yield(); run() }",
      "timeout",
      "error :system_limit",
      "limit"
    ) { $0.milliseconds = 2_000 },
    Attack(
      "exit signals that flood the host's process",
      "fn run() { exit(whereis(:host), (:boom, \"some text that is in each of them\")); run() }",
      "timeout",
      "limit"
    ) { $0.milliseconds = 3_000 },
    Attack(
      "messages that flood the host's process",
      "fn run() { send(:host, :x); run() }",
      "timeout"
    ),
    Attack(
      "messages of 1,000 processes that flood the host's process",
      "fn run() { for _ in 1..1_000 { spawn { flood() } }; flood() } fn flood() { :host ! (1, \"text\"); flood() }",
      "timeout"
    ),
    Attack(
      "suspending the host's process",
      "fn run() { Process.freeze(whereis(:host)) }",
      "error (:not_permitted, :introspection)"
    ),
    Attack(
      "looking into the host's process",
      "fn run() { Process.info(whereis(:host)) }",
      "error (:not_permitted, :introspection)"
    ),
    Attack(
      "collecting in the host's process for ever",
      "fn run() { Process.garbage_collect(whereis(:host)); run() }",
      "timeout",
      "error (:not_permitted, :introspection)"
    ),
    Attack(
      "the group leader of events",
      "fn run() { Events.subscribe(:crash, takes_over: true) }",
      "error (:not_permitted, :introspection)"
    ),
    Attack(
      "taking reports over",
      "fn run() { Events.subscribe(:mine, takes_over: true) }",
      "error (:not_permitted, :introspection)"
    ),
    Attack(
      "a priority above all others",
      "fn run() { spawn(priority: :max) { run() } }",
      "error (:not_permitted, :priority)"
    ),
    Attack(
      "a process that seems to be the host's",
      "fn run() { try { Host.turn() } catch { (_, r) -> r } }",
      "value :badarg"
    ),
    Attack("a host's process of its own", "fn run() { Host.run() }", "error :badarg"),
    Attack(
      "answers in the host's name",
      "fn run() { try { Host.answer(1, 2) } catch { (_, r) -> r } }",
      "value :badarg"
    ),
    Attack("messages in the host's name", "fn run() { Host.deliver(:forged) }", "error :badarg"),
    Attack(
      "the result of another call",
      "fn run() { spawn { Host.finish(:forged) }; Process.sleep(20); :mine }",
      "value :mine"
    ),
    Attack(
      "a result and a loop behind it",
      "fn run() { Host.finish(1); spin() } fn spin() { spin() }",
      "value 1",
      "timeout"
    ),
    Attack(
      "killing those who listen to events for the host",
      "fn run() { for p in Events.subscribers(:limit) { exit(p, :kill); exit(p, :boom) }; Process.sleep(50); :done }",
      "value :done"
    ),
    Attack(
      "orders to the host's process",
      """
      fn run() {
        for m in [:"$host_turn", :stop, (1, (:link, self())), (:EXIT, self(), :kill)] { :host ! m }
        Process.sleep(20)
        :done
      }
      """,
      "value :done"
    ),
    Attack(
      "timers that kill the host's process",
      "fn run() { Timer.kill_after(1, whereis(:host)); Process.sleep(50); :done }",
      "value :done"
    ),
  ]
}
