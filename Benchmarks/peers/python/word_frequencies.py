"""Counts the words of a text file."""
import sys

import bench


def count(text):
    counts = {}
    for word in text.split():
        counts[word] = counts.get(word, 0) + 1
    return len(counts), sum(counts.values()), max(counts.values())


with open(sys.argv[1], encoding="utf-8") as file:
    text = file.read()
bench.run(lambda: count(text))
