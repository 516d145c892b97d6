# What came before a bad generator has happened.
print(try { for x in [[1], 5] { for y in x { print(y) } } } catch { (:error, r) -> r })
# expect: 1
# expect: (:bad_generator, 5)
