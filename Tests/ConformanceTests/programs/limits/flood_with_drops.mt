# Under a flood the dropping policies keep the mailbox within its limit.
let (p, _, gate) = Gate.start(:drop_oldest)
for i in 1..1_000 { p ! i }
print(Gate.held(gate)) # expect: [991, 992, 993, 994, 995, 996, 997, 998, 999, 1000]
let (q, _, gate2) = Gate.start(:drop_newest)
for i in 1..1_000 { q ! i }
print(Gate.held(gate2)) # expect: [1, 2, 3, 4, 5, 6, 7, 8, 9, 10]
let (r, _, gate3) = Gate.start(:reject)
print(length(for i in 1..1_000 { try { r ! i } catch { (:error, :mailbox_full) -> :full } } -- 1..10)) # expect: 990
print(Gate.held(gate3) == 1..10) # expect: true
let (s, ref, _) = Gate.start(:exit)
for i in 1..1_000 { s ! i }
receive { (:DOWN, ^ref, :process, ^s, why) -> print(why) } # expect: :mailbox_overflow

module Gate {
  ## A process with a mailbox of ten that reads nothing until its gate, another process, has ended.
  fn start(overflow) {
    let parent = self()
    let gate = spawn { receive { :open -> :ok } }
    let (pid, ref) = spawn(mailbox: 10, overflow: overflow, monitor: true) {
      let opened = monitor(gate)
      parent ! (:ready, self())
      receive { (:DOWN, ^opened, :process, _, _) -> :ok }
      parent ! (:held, drain())
    }
    receive { (:ready, ^pid) -> :ok }
    (pid, ref, gate)
  }
  fn held(gate) { gate ! :open; receive { (:held, ms) -> ms } }
  private fn drain() { receive { m -> [m | drain()]; after 0 -> [] } }
}
