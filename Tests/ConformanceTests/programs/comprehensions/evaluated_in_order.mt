# A later generator is evaluated anew for each element of the earlier one.
fn say(x) { print("over", x); x }
print(for a in say([1, 2]), b in say([a]) { (a, b) })
# expect: over [1, 2]
# expect: over [1]
# expect: over [2]
# expect: [(1, 1), (2, 2)]
