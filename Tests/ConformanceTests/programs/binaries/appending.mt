# Segments written behind a text, by `<>` and by a first segment that is the text.
fn build(0, text) { text }
fn build(k, text) { build(k - 1, text <> <<k, "ab", k:16, 1.5:32/float, 233/utf8>>) }

let text = build(50, "")
print(byte_size(text)) # expect: 550
let one = <<3, "ab", 3:16, 1.5:32/float, 233/utf8>>
print(Binary.part(text, 47 * 11, 11) == one) # expect: true

# Whoever sees fewer bytes goes on seeing those.
let base = String.repeat("-", 100) <> <<"start">>
let first = base <> <<"one">>
let second = base <> <<"two">>
let third = <<base/bytes, 33, "three"/bytes>>
print(String.slice(base, 100), String.slice(first, 100), String.slice(second, 100), String.slice(third, 100)) # expect: start startone starttwo start!three
print(base <> <<>> == base, <<base/bytes>> == base) # expect: true true
print(byte_size(base <> <<base/bytes, base/bytes>>)) # expect: 315

# Parts of bytes may add up to whole ones; what they add to is cleared.
print(String.slice(base <> <<4:4, 1:4, 2:3, 2:5>>, 100)) # expect: startAB

# Errors are the same in either order.
fn attempt(f) {
  try { f() } catch { (:error, reason) -> reason }
}
print(attempt { :a <> <<1>> }) # expect: :badarg
print(attempt { "a" <> <<1:4>> }) # expect: :badarg
print(attempt { "a" <> <<(:b)>> }) # expect: :badarg
print(attempt { base <> <<base:999/bytes>> }) # expect: :badarg
print(attempt { base <> <<1:4>> }) # expect: :badarg

# The left side comes first.
fn seen(value, name) {
  print(name)
  value
}
print(seen("l", "left") <> <<(seen(65, "right"))>>)
# expect: left
# expect: right
# expect: lA
