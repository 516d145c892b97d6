# `:exit` ends the receiver with :mailbox_overflow, even one that traps exits.
let me = self()
let (p, ref) = spawn(mailbox: 2, overflow: :exit, monitor: true) {
  Process.flag(:trap_exit, true)
  me ! :ready
  receive { :never -> :ok }
}
receive { :ready -> :ok }
for i in 1..3 { p ! i }
receive { (:DOWN, ^ref, :process, ^p, why) -> print(why) } # expect: :mailbox_overflow
