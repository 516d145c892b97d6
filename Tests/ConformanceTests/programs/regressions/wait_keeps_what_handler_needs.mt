# A receive that waits inside try must not clear the slots that the catch arms read.
fn wait(time) {
  try {
    receive { after time -> :waited }
  } catch {
    (class, reason) -> print(time, class, reason)
  }
}

wait(-1) # expect: -1 :error :timeout_value
wait(1.5) # expect: 1.5 :error :timeout_value
