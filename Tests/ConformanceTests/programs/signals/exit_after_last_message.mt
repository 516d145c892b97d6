# (:EXIT, ...) comes after the process's last message, too.
Process.flag(:trap_exit, true)
let me = self()
let results = for i in 1..50 {
  let p = spawn_link { me ! (:last, i) }
  let first = receive { m -> m }
  let second = receive { m -> m }
  (first == (:last, i), second == (:EXIT, p, :normal))
}
print(List.uniq(results)) # expect: [(true, true)]
