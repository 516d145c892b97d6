# A wrong time-out raises :timeout_value.
fn wait(t) { try { receive { :none -> 1; after t -> :expired } } catch { (:error, r) -> r } }
print(wait(-1), wait(1.5), wait(:soon)) # expect: :timeout_value :timeout_value :timeout_value
print(wait(0x1_0000_0000), wait("1"), wait(nil)) # expect: :timeout_value :timeout_value :timeout_value
print(wait(0), wait(1)) # expect: :expired :expired
