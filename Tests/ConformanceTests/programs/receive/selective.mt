# The first message in mailbox order that some arm matches is taken; the others stay in order.
for m in [(:b, 1), (:a, 1), (:c, 1), (:a, 2), (:b, 2)] { self() ! m }
print(receive { (:a, n) -> (:a, n); (:c, n) -> (:c, n) }) # expect: (:a, 1)
print(receive { (:c, n) -> (:c, n) }) # expect: (:c, 1)
print(receive { m -> m }) # expect: (:b, 1)
print(receive { m -> m }, receive { m -> m }) # expect: (:a, 2) (:b, 2)
