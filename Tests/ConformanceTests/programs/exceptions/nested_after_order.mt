# Nested `after` blocks run from the inside out.
let r = try {
  try {
    try { throw(:x) } after { print("one") }
  } after { print("two") }
} catch { (:throw, v) -> { print("caught"); v } } after { print("three") }
# expect: one
# expect: two
# expect: caught
# expect: three
print(r) # expect: :x
