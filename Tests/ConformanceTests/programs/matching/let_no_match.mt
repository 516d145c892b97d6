# No match raises (:badmatch, value).
let r = try {
  let (:ok, x) = (:error, :nope)
  x
} catch { (class, reason) -> (class, reason) }
print(r) # expect: (:error, (:badmatch, (:error, :nope)))
