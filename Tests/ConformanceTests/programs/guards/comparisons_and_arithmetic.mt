# Guards hold comparisons, arithmetic and `and or not`.
fn f(x, y) when x + y > 10 and not (x == y) { :a }
fn f(x, y) when x * 2 == y or x - 1 == y { :b }
fn f(x, y) when x rem 2 == 1 and y band 1 == 0 { :c }
fn f(_, _) { :d }
print(f(5, 6), f(2, 4), f(3, 2), f(3, 0), f(4, 4)) # expect: :a :b :b :c :d
