"""Measures what a workload takes, and prints its result and the microseconds."""
import sys
import time

sys.setrecursionlimit(1_000_000)


def arguments():
    return [int(text) for text in sys.argv[1:]]


def run(work):
    start = time.perf_counter()
    result = work()
    print(result, round((time.perf_counter() - start) * 1e6))
