#!/usr/bin/env python3
"""Runs the workloads and prints a table: medians, spread, memory and counters.

  Benchmarks/run.py [--runs N] [--only TEXT] [MARTLET [OTHER]]

With a second binary the two run in turn, and the table shows the ratio of their medians: that is
what holds when the machine's speed drifts. Each program prints its result, which must be the same
in every run, and the microseconds that the work took.
"""
import argparse
import json
import os
import pathlib
import resource
import statistics
import subprocess
import sys
import tempfile

HERE = pathlib.Path(__file__).resolve().parent

# Program and arguments.
WORKLOADS = [
    ("fib", "32"), ("tak",), ("nqueens", "10", "5"), ("nbody", "500000"),
    ("binary_trees", "16"), ("list_operations", "1000000", "10"), ("map_insert", "1000000"),
    ("string_build", "10000000"), ("word_frequencies", "@text"),
    ("spawn", "1000000", "batch"), ("spawn", "1000000", "all"),
    ("ping_pong", "1000000"), ("ring", "1000", "1000000"), ("counting", "10", "1000000"),
    ("big", "120", "2000"), ("big_message", "1000000", "20"), ("restarts", "100000"),
    ("timers", "100000"), ("live", "1000000"), ("live", "1000000", "hibernate"),
    ("preempt", "8", "1000"), ("schedulers", "8", "32"),
]


def text_file():
    """A text of about 10 MB whose words follow a skewed distribution, the same in every run."""
    path = pathlib.Path(tempfile.gettempdir()) / "martlet-benchmark-text.txt"
    if path.exists():
        return str(path)
    state = 42

    def random():
        nonlocal state
        state = (state * 6364136223846793005 + 1442695040888963407) % 2**64
        return state >> 33

    letters = "etaoinshrdlucmfwypvbgkjqxz"
    words = ["".join(letters[min(random() % 26, random() % 26)] for _ in range(2 + random() % 9))
             for _ in range(20_000)]
    size, lines, line = 0, [], []
    while size < 10_000_000:
        index = (random() % 20_000) * (random() % 20_000) // 20_000 * (random() % 20_000) // 20_000
        line.append(words[index])
        size += len(words[index]) + 1
        if len(line) == 12:
            lines.append(" ".join(line))
            line = []
    path.write_text("\n".join(lines) + "\n")
    return str(path)


def run(binary, workload):
    """One run: the result's text, seconds and the counters."""
    name, *arguments = workload
    arguments = [text_file() if a == "@text" else a for a in arguments]
    with tempfile.NamedTemporaryFile() as counters:
        before = resource.getrusage(resource.RUSAGE_CHILDREN)
        done = subprocess.run(
            [binary, "run", "--statistics", counters.name, HERE / "programs" / f"{name}.mt",
             *arguments],
            capture_output=True, text=True)
        after = resource.getrusage(resource.RUSAGE_CHILDREN)
        if done.returncode != 0:
            sys.exit(f"{name}: status {done.returncode}\n{done.stderr}")
        last = done.stdout.strip().splitlines()[-1]
        result, micros = last.rsplit(" ", 1)
        numbers = json.load(counters)
    numbers["cpu"] = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    return result, int(micros) / 1e6, numbers


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("binaries", nargs="*", default=[str(HERE.parent / ".build/release/martlet")])
    parser.add_argument("--runs", type=int, default=5)
    parser.add_argument("--only", default="")
    options = parser.parse_args()
    print("| workload | median | min..max | CPU | reductions | words | collections | messages |"
          + (" ratio |" if len(options.binaries) > 1 else ""))
    print("|---|---:|---:|---:|---:|---:|---:|---:|" + ("---:|" if len(options.binaries) > 1 else ""))
    for workload in WORKLOADS:
        title = " ".join(w for w in workload if w != "@text")
        if options.only not in title:
            continue
        times = [[] for _ in options.binaries]
        results = set()
        for _ in range(options.runs):
            for index, binary in enumerate(options.binaries):
                result, seconds, numbers = run(binary, workload)
                times[index].append(seconds)
                if workload[0] not in ("preempt", "timers"):
                    results.add(result)
        if len(results) > 1:
            sys.exit(f"{title}: different results: {results}")
        first = times[0]
        row = (f"| {title} | {statistics.median(first) * 1000:.1f} ms "
               f"| {min(first) * 1000:.1f}..{max(first) * 1000:.1f} | {numbers['cpu']:.2f} s "
               f"| {numbers['reductions']} | {numbers['words_allocated']} "
               f"| {numbers['collections']} | {numbers['messages']} |")
        if len(options.binaries) > 1:
            row += f" {statistics.median(first) / statistics.median(times[1]):.2f} |"
        print(row, flush=True)
        if workload[0] in ("preempt", "timers"):
            print(f"<!-- {title}: {result} -->", flush=True)


main()
