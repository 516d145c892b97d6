"""A mutable map of N integer keys: inserting, then looking all of them up."""
import bench


def insert(n):
    entries = {}
    for i in range(n):
        entries[i * 2654435761 & 0xFFFFFFFF] = i
    return len(entries), sum(entries[i * 2654435761 & 0xFFFFFFFF] for i in range(n))


n, = bench.arguments()
bench.run(lambda: insert(n))
