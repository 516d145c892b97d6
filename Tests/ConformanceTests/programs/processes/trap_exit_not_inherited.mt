# A new process does not trap exits, whatever its parent does.
Process.flag(:trap_exit, true)
let me = self()
spawn { me ! Process.flag(:trap_exit, true) }
receive { old -> print(old) } # expect: false
