# Process.flag(:priority, p) changes it and gives the old one; others are :badarg.
print(Process.flag(:priority, :high)) # expect: :normal
print(Process.flag(:priority, :normal)) # expect: :high
print(try { Process.flag(:priority, :urgent) } catch { (:error, r) -> r }) # expect: :badarg
