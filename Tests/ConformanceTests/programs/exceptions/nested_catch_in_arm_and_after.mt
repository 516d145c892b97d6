# try may stand in an arm and in an after block without disturbing the outer one.
let r = try {
  raise(:a)
} catch {
  (:error, a) -> {
    let b = try { throw(:b) } catch { (:throw, b) -> b } after { print("inner after") } # expect: inner after
    (a, b)
  }
} after {
  try { exit(:c) } catch { (:exit, c) -> print("after caught", c) } # expect: after caught :c
}
print(r) # expect: (:a, :b)
