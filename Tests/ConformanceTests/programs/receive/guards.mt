# A guard that is false or fails is no match.
for m in [:a, 3, [1], 12] { self() ! m }
print(receive { n when n > 10 and is_integer(n) -> n }) # expect: 12
print(receive { l when hd(l) == 1 -> l }) # expect: [1]
print(receive { n when n + 1 > 0 -> n }) # expect: 3
print(receive { m -> m }) # expect: :a
