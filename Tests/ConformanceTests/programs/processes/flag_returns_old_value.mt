# Process.flag gives the old value.
print(Process.flag(:trap_exit, true)) # expect: false
print(Process.flag(:trap_exit, true)) # expect: true
print(Process.flag(:trap_exit, false)) # expect: true
print(try { Process.flag(:no_such_flag, true) } catch { (:error, r) -> r }) # expect: :badarg
print(try { Process.flag(:trap_exit, 5) } catch { (:error, r) -> r }) # expect: :badarg
