# Walking a binary with a rest pattern.
fn sum(<<x, rest/bytes>>, acc) { sum(rest, acc + x) }
fn sum(<<>>, acc) { acc }
print(sum(<<1, 2, 3, 4>>, 0)) # expect: 10
print(sum(String.repeat("a", 1_000), 0)) # expect: 97000
