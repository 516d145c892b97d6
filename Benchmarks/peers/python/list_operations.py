"""Map, filter and fold over a list of N elements, several times."""
from functools import reduce

import bench


def repeat(n, times):
    xs, total = list(range(1, n + 1)), 0
    for k in range(times, 0, -1):
        mapped = list(map(lambda x: x * 3 + k, xs))
        even = list(filter(lambda x: x % 2 == 0, mapped))
        total += reduce(lambda acc, x: x + acc, even, 0)
    return total


n, times = bench.arguments()
bench.run(lambda: repeat(n, times))
