# A `try` may have only an `after`.
let r = try {
  try { raise(:lost?) } after { print("inner") } # expect: inner
} catch { (:error, r) -> r }
print(r) # expect: :lost?
