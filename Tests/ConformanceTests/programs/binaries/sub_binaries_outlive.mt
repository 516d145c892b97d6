# A part taken out of a binary stays right after the whole is gone.
fn middle() {
  let whole = String.repeat("abcdefgh", 100)
  let <<_:3/bytes, part:4/bytes, _/bytes>> = whole
  part
}
let part = middle()
Process.garbage_collect()
print(part, byte_size(part), part == "defg") # expect: defg 4 true
