"""A string of N bytes built ten at a time, then walked byte by byte."""
import bench


def build(n):
    text = bytearray()
    for k in range(n // 10, 0, -1):
        text += b"abcdefghi%d" % (k % 10)
    total = 0
    for c in text:
        total = (total * 31 + c) & 0xFFFFFF
    return len(text), total


n, = bench.arguments()
bench.run(lambda: build(n))
