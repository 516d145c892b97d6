#!/usr/bin/env python3
"""Runs programs side by side with their Erlang ports, in turn, and prints the medians.

  Benchmarks/peers/compare.py [--runs N] [--only TEXT] [MARTLET]

It needs `erlc` and `erl`. Both sides print their result, which must be the same, and the
microseconds that the work took.
"""
import argparse
import pathlib
import statistics
import subprocess
import sys
import tempfile

HERE = pathlib.Path(__file__).resolve().parent

# What is measured; the Martlet program with its arguments; the port with its own.
WORKLOADS = [
    ("GenServer.call, 300,000 round trips",
     ("gen_server_call", "300000"), ("gen_server_call", "300000")),
    ("the same with 1,000,000 other messages queued",
     ("gen_server_call_queued", "300000", "1000000"), ("gen_server_call", "300000", "1000000")),
    ("10,000 restarts by a supervisor",
     ("supervisor_restart", "10000"), ("supervisor_restart", "10000")),
    ("100,000 restarts by a supervisor",
     ("supervisor_restart", "100000"), ("supervisor_restart", "100000")),
    ("100,000 dynamic children started, stopped one by one",
     ("dynamic_children", "100000"), ("dynamic_children", "100000")),
    ("100,000 dynamic children started, stopped with their supervisor",
     ("dynamic_children", "100000", "stop"), ("dynamic_children", "100000", "stop")),
    ("async_stream over 100,000 items, 8 at a time",
     ("async_stream", "100000", "8"), ("async_stream", "100000", "8")),
]


def measured(command):
    """The result and the seconds that a command prints on its last line."""
    done = subprocess.run(command, capture_output=True, text=True)
    if done.returncode != 0:
        sys.exit(f"{' '.join(map(str, command))}: status {done.returncode}\n{done.stderr}")
    result, micros = done.stdout.strip().splitlines()[-1].rsplit(" ", 1)
    return result, int(micros) / 1e6


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("martlet", nargs="?",
                        default=str(HERE.parent.parent / ".build/release/martlet"))
    parser.add_argument("--runs", type=int, default=5)
    parser.add_argument("--only", default="")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        subprocess.run(["erlc", "-o", folder, *HERE.glob("*.erl")], check=True)
        print("| work | Martlet | OTP | ratio | Martlet min..max | OTP min..max |")
        print("|---|---:|---:|---:|---:|---:|")
        for title, (program, *own), (port, *others) in WORKLOADS:
            if options.only not in title:
                continue
            times, results = ([], []), set()
            for _ in range(options.runs):
                for side, command in enumerate((
                    [options.martlet, "run", HERE.parent / "programs" / f"{program}.mt", *own],
                    ["erl", "-noshell", "-pa", folder, "-run", "bench", "main", port, *others],
                )):
                    result, seconds = measured(command)
                    times[side].append(seconds)
                    results.add(result)
            if len(results) > 1:
                sys.exit(f"{title}: different results: {results}")
            ours, theirs = map(statistics.median, times)
            spans = [f"{min(t) * 1000:.0f}..{max(t) * 1000:.0f}" for t in times]
            print(f"| {title} | {ours * 1000:.0f} ms | {theirs * 1000:.0f} ms "
                  f"| {ours / theirs:.2f} | {spans[0]} | {spans[1]} |", flush=True)


main()
