# An exception in `after` replaces the old one, and a value, too.
print(try { try { raise(:old) } after { raise(:new) } } catch { e -> e }) # expect: (:error, :new)
print(try { try { 1 } after { exit(:late) } } catch { e -> e }) # expect: (:exit, :late)
