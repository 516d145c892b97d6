# A `bits` field counts bits, and matches only a whole number of bytes.
let <<a:16/bits, rest/bits>> = <<1, 2, 3>>
print(a == <<1, 2>>, rest == <<3>>) # expect: true true
let r = match <<1, 2>> {
  <<_:4, tail/bits>> -> (:matched, tail)
  _ -> :no
}
print(r) # expect: :no
let s = match <<1, 2, 3>> {
  <<_:12/bits, _/bits>> -> :matched
  _ -> :no
}
print(s) # expect: :no
let <<h:4, t:12, u/bits>> = <<0x12, 0x34, 9>>
print(h, t, u == <<9>>) # expect: 1 564 true
