# receive works inside try, catch and after.
let me = self()
me ! :one
me ! :two
me ! :three
let r = try {
  receive { :one -> raise(:go) }
} catch {
  (:error, :go) -> receive { :two -> :second }
} after {
  receive { :three -> print("third") } # expect: third
}
print(r) # expect: :second
