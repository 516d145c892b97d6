# `<`, `<=`, `>` and `>=` work on all terms.
print(1 < 2, 2 <= 2, 3 > 4, 4 >= 4) # expect: true true false true
print(1 < 1.5, 2.0 <= 2) # expect: true true
print("a" < "b", "a" < "ab", "B" < "a") # expect: true true true
print(1 < :a, :a < (), () < %{}, %{} < [], [] < "") # expect: true true true true true
