"""Lists and backtracking: all solutions for N queens, several times. A list is a chain of pairs."""
import bench

n, times = bench.arguments()


def safe(q, queens):
    d = 1
    while queens:
        h, queens = queens
        if q == h or q == h + d or q == h - d:
            return False
        d += 1
    return True


def place(k, queens):
    if k == 0:
        return 1
    return sum(place(k - 1, (q, queens)) for q in range(n, 0, -1) if safe(q, queens))


bench.run(lambda: sum(place(n, None) for _ in range(times)))
