# concat flatten member? range partition group_by uniq with_index chunk first last at.
print(List.concat([[1], [2, 3], []])) # expect: [1, 2, 3]
print(List.flatten([1, [2, [3, []]], [[4]]])) # expect: [1, 2, 3, 4]
print(List.member?([1, 2], 2), List.range(1, 3)) # expect: true [1, 2, 3]
print(List.partition(1..6) { x in x rem 2 == 0 }) # expect: ([2, 4, 6], [1, 3, 5])
print(List.group_by(1..5) { x in x rem 2 }) # expect: %{0 => [2, 4], 1 => [1, 3, 5]}
print(List.uniq([1, 2, 1, 3, 2])) # expect: [1, 2, 3]
print(List.with_index([:a, :b])) # expect: [(:a, 0), (:b, 1)]
print(List.chunk(1..5, 2)) # expect: [[1, 2], [3, 4], [5]]
print(List.first([7, 8]), List.last([7, 8]), List.at([7, 8], 1)) # expect: 7 8 8
