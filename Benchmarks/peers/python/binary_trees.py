"""Allocation and collection: complete binary trees, an item in each node."""
import bench


def make(item, depth):
    if depth == 0:
        return (item, None, None)
    return (item, make(2 * item - 1, depth - 1), make(2 * item, depth - 1))


def check(tree):
    item, left, right = tree
    return item if left is None else item + check(left) - check(right)


def trees(limit):
    total = check(make(0, limit + 1))
    long = make(0, limit)
    for depth in range(4, limit + 1, 2):
        for i in range(1 << (limit - depth + 4), 0, -1):
            total += check(make(i, depth))
    return total + check(long)


limit, = bench.arguments()
bench.run(lambda: trees(limit))
