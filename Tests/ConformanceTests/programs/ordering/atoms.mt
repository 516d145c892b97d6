# Atoms are ordered by their text.
print(List.sort([:b, :a, :ab, true, false, nil, Zed])) # expect: [Zed, :a, :ab, :b, false, nil, true]
print(:a < :b, :B < :a, :"" < :a) # expect: true true true
