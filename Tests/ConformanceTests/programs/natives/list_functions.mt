# map filter reduce each find any? all? zip sort sort_by reverse length sum max min take drop.
let xs = [3, 1, 2]
print(List.map(xs) { x in x + 1 }, List.filter(xs) { x in x > 1 }) # expect: [4, 2, 3] [3, 2]
print(List.reduce(xs, 0) { x, acc in x - acc }) # expect: 4
List.each(xs) { x in print(x) }
# expect: 3
# expect: 1
# expect: 2
print(List.find(xs) { x in x < 3 }, List.find(xs) { x in x > 9 }) # expect: 1 nil
print(List.any?(xs) { x in x == 2 }, List.all?(xs) { x in x > 1 }) # expect: true false
print(List.zip([1, 2], [:a, :b])) # expect: [(1, :a), (2, :b)]
print(List.sort(xs), List.sort_by(xs) { x in -x }, List.reverse(xs)) # expect: [1, 2, 3] [3, 2, 1] [2, 1, 3]
print(List.length(xs), List.sum(xs), List.max(xs), List.min(xs)) # expect: 3 6 3 1
print(List.take(xs, 2), List.drop(xs, 2), List.take(xs, 9)) # expect: [3, 1] [2] [3, 1, 2]
