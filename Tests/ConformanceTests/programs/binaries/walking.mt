# Walking: the first byte or code point and the rest, for binaries of every kind and length.
fn sum(<<c, rest/bytes>>, s) { sum(rest, s * 7 + c band 0xFFFF) }
fn sum(<<>>, s) { s }

fn list(<<c, rest/bytes>>) { [c | list(rest)] }
fn list(<<>>) { [] }

fn points(<<c/utf8, rest/bytes>>) { [c | points(rest)] }
fn points(<<>>) { [] }
fn points(other) { (:rest, other) }

fn signed(<<c:8/signed, rest/bytes>>) { [c | signed(rest)] }
fn signed(<<>>) { [] }

fn bits(<<c:4, rest/bits>>) when byte_size(rest) < 0 { c }
fn bits(<<c:4, _:4, rest/bytes>>) { [c | bits(rest)] }
fn bits(<<>>) { [] }

fn tails(<<_, rest/bytes>> as all) { [all | tails(rest)] }
fn tails(<<>>) { [] }

fn kept(<<c, rest/bytes>>) { [(c, rest) | kept(rest)] }
fn kept(<<>>) { [] }

fn kind(<<c, rest/bytes>>) when c == 0 { (:zero, rest) }
fn kind(<<c, rest/bytes>>) { (:byte, c, rest) }
fn kind(<<>>) { :empty }
fn kind(other) { (:other, other) }

let bytes = for i in 0..199 { i * 37 band 0xFF }
let long = Binary.from_list(bytes)
let same = for n in 0..200 {
  # A part of long bytes, a part of that, and a binary of its own.
  let <<part:n/bytes, _/bytes>> = long
  let <<_:100/bytes, tail/bytes>> = long
  let own = Binary.copy(part)
  let wanted = List.take(bytes, n)
  list(part) == wanted and list(own) == wanted and sum(part, 1) == sum(own, 1)
    and list(tail) == List.drop(bytes, 100)
}
print(List.all?(same) { ok in ok }) # expect: true
print(list("abc"), list(<<>>)) # expect: [97, 98, 99] []
print(points("aé€😀z")) # expect: [97, 233, 8364, 128512, 122]
print(points("a" <> <<0xFF, 98>>)) # expect: [97 | (:rest, <<255, 98>>)]
print(signed(<<1, 255, 128>>)) # expect: [1, -1, -128]
print(bits(<<0x12, 0x34>>)) # expect: [1, 3]
print(tails("abc")) # expect: ["abc", "bc", "c"]
print(kept("abc")) # expect: [(97, "bc"), (98, "c"), (99, "")]
print(kind(<<0, 1>>), kind(<<1>>), kind(<<>>), kind(5)) # expect: (:zero, <<1>>) (:byte, 1, "") :empty (:other, 5)

# The rests are binaries like others: after a collection, as keys, in messages, compared.
let pieces = kept(String.repeat("xy", 60))
Process.garbage_collect()
let (_, rest) = List.at(pieces, 50)
print(byte_size(rest), rest == String.slice(String.repeat("xy", 60), 51)) # expect: 69 true
let counts = List.reduce(pieces, %{}) { (_, rest), counts in Map.put(counts, rest, byte_size(rest)) }
print(Map.size(counts), counts["xy"], counts[""]) # expect: 120 2 0
let me = self()
spawn { for (_, rest) in kept("hello") { me ! rest } }
let received = for _ in 1..5 {
  receive { text -> text }
}
print(received) # expect: ["ello", "llo", "lo", "o", ""]

# Two in one pattern, with one of them in the middle of a byte.
fn nested(<<a, b, rest/bytes>>) { (a, b, rest) }
print(nested("abcd")) # expect: (97, 98, "cd")
let <<x:3, y:8, z:5, more/bytes>> = <<0b101_00000, 0b111_11111, "tail">>
print(x, y, z, more) # expect: 5 7 31 tail
