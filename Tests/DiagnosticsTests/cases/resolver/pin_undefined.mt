let found = 1
match (1, 2) { (^fuond, y) -> y; (z, ^z) -> found + z; _ -> nil }
