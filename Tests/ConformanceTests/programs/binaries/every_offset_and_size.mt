# An integer field is read back at every bit offset and size.
fn check(offset, size) {
  let value = (1 bsl size) - 2 + size rem 2
  let pad = (8 - (offset + size) rem 8) rem 8
  let binary = <<(-1):offset, value:size, 0:pad>>
  match binary {
    <<_:offset, v:size, 0:pad>> -> v == value
    _ -> false
  }
}
let bad = for offset in 0..8, size in 1..70 {
  if check(offset, size) { :ok } else { (offset, size) }
}
print(List.uniq(bad)) # expect: [:ok]
