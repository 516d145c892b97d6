# Process.start_timer delivers (:timeout, ref, message).
let ref = Process.start_timer(self(), :payload, 5)
receive { (:timeout, ^ref, m) -> print(m) } # expect: :payload
