# Comparisons do not chain; the error says to join them with `and`.
print(1 < 2 < 3) # expect error: and
