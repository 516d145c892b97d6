# sort, min and max use the term order; member?, uniq and -- use ===.
print(List.min([3, :a, 1.5]), List.max([3, :a, "s"])) # expect: 1.5 s
print(List.member?([1, 2], 1.0), List.member?([1, 2], 2)) # expect: false true
print(List.uniq([1, 1.0, 1, :a, :a])) # expect: [1, 1.0, :a]
print([1, 1.0] -- [1.0]) # expect: [1]
