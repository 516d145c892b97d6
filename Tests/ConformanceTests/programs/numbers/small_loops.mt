# Sums over the border between small and big.
fn double(n, 0) { n }
fn double(n, k) { double(n + n, k - 1) }
print(double(1, 61), double(1, 62), double(1, 63), double(-1, 64))
# expect: 2305843009213693952 4611686018427387904 9223372036854775808 -18446744073709551616
fn halve(0, k) { k }
fn halve(n, k) { halve(n div 2, k + 1) }
print(halve(1 bsl 130, 0)) # expect: 131
