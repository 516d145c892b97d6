# Several generators nest, the last one runs fastest; later ones see earlier names.
print(for x in [1, 2], y in [:a, :b] { (x, y) }) # expect: [(1, :a), (1, :b), (2, :a), (2, :b)]
print(for x in 1..3, y in 1..x { y }) # expect: [1, 1, 2, 1, 2, 3]
print(for row in [[1, 2], [3]], x in row { x }) # expect: [1, 2, 3]
