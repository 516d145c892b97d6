# `after` followed by `{` belongs to the `try` before it, otherwise it is the receive's time-out.
let r = receive {
  :x -> try { 1 } catch { _ -> 2 }
  after 1 -> :timeout
}
print(r) # expect: :timeout
self() ! :x
let s = receive {
  :x -> try { 1 } catch { _ -> 2 }
    after { print("cleaned") } # expect: cleaned
  after 1 -> :timeout
}
print(s) # expect: 1
