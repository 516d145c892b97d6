# A string of N bytes built by appending ten at a time, then walked byte by byte.
fn build(0, text) { text }
fn build(k, text) { build(k - 1, text <> <<"abcdefghi", ('0' + k rem 10)>>) }

fn sum(<<c, rest/bytes>>, s) { sum(rest, (s * 31 + c) band 0xFFFFFF) }
fn sum(<<>>, s) { s }

let n = Bench.argument(0, 10_000_000)
Bench.run {
  let text = build(n div 10, "")
  (byte_size(text), sum(text, 0))
}
