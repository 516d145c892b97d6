# An exception in an arm replaces the old one, and `after` still runs.
let r = try {
  try { raise(:first) } catch { (:error, :first) -> throw(:second) } after { print("after") } # expect: after
} catch { e -> e }
print(r) # expect: (:throw, :second)
