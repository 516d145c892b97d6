"""Calls with three arguments: Takeuchi's function."""
import bench


def tak(x, y, z):
    if y >= x:
        return z
    return tak(tak(x - 1, y, z), tak(y - 1, z, x), tak(z - 1, x, y))


x, y, z = bench.arguments()
bench.run(lambda: tak(x, y, z))
