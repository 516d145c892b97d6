# A timer of 0 ms fires at once.
Process.send_after(self(), :now, 0)
receive { m -> print(m) } # expect: :now
