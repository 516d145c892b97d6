# Large binaries are held off the heap and shared; their meaning is the same.
let big = String.repeat("0123456789", 1_000)
print(byte_size(big)) # expect: 10000
let <<head:5/bytes, _:9990/bytes, tail/bytes>> = big
print(head, tail) # expect: 01234 56789
let twice = big <> big
print(byte_size(twice), twice == big <> big) # expect: 20000 true
let me = self()
spawn { me ! (:got, byte_size(big), big) }
receive { (:got, n, copy) -> print(n, copy == big) } # expect: 10000 true
