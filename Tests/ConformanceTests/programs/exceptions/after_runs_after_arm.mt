# The arm runs before `after`.
let r = try { raise(1) } catch { (:error, n) -> { print("arm"); n } } after { print("after") }
# expect: arm
# expect: after
print(r) # expect: 1
