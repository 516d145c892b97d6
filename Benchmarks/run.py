#!/usr/bin/env python3
"""Runs the workloads on Martlet and its peers in turn; prints times, memory and counters.

Nothing of Martlet is built: say which binary with --martlet. With --against the tables also show
another binary and the ratio of the two. Peers are used when they are installed: Erlang (erl, erlc),
Lua 5.4, Python, Go. The tables also go to results.md and results.json in this folder.
"""
import argparse
import contextlib
import hashlib
import os
import pathlib
import platform
import re
import signal
import statistics
import sys
import tempfile
import threading
import time

from report import markdown, write
from sides import (HERE, Erlang, Failure, Go, Martlet, Peer, Python, arguments_of, lua, say)
from thresholds import write_thresholds
from workloads import WORKLOADS

# Who takes longer than this many seconds is run three times at most.
SLOW = 10

def normal(result):
    """A result without what languages write differently: brackets, the last digits of floats."""
    words = re.findall(r"[-+.\w]+", result)
    is_float = re.compile(r"-?\d+\.\d+(e[-+]?\d+)?").fullmatch
    return " ".join(f"{float(w):.9g}" if is_float(w) else w.lower() for w in words)


def measure(workload, sides, options):
    """The runs of one workload, the sides in turn."""
    arguments = arguments_of(workload, options.quick)
    title = " ".join([workload.program, *(a for a in arguments if not a.startswith("/"))])
    entry = {"workload": title, "program": workload.program, "arguments": arguments,
             "sides": {}, "errors": {}}
    runs = {side.name: [] for side in sides if side.has(workload)}
    for number in range(options.runs):
        for side in sides:
            if side.name not in runs or side.name in entry["errors"]:
                continue
            if number >= 3 and runs[side.name][0]["seconds"] > SLOW:
                continue
            say(f"{title}: {side.name}, run {number + 1} of {options.runs}")
            try:
                runs[side.name].append(side.run(workload, arguments, options.timeout))
            except Failure as failure:
                entry["errors"][side.name] = str(failure)
                say(f"{title}: {side.name}: {failure}")
    for name, all_runs in runs.items():
        if not all_runs or name in entry["errors"]:
            continue
        seconds = [r["seconds"] for r in all_runs]
        entry["sides"][name] = {
            "median": statistics.median(seconds), "least": min(seconds), "greatest": max(seconds),
            "seconds": seconds, "cpu": statistics.median(r["cpu"] for r in all_runs),
            "memory": statistics.median(r["memory"] for r in all_runs),
            "result": all_runs[-1]["result"],
            "notes": ["; ".join(r["notes"] if workload.compared else [*r["notes"], r["result"]])
                      for r in all_runs],
            "counters": all_runs[-1].get("counters", {}),
        }
    if workload.compared:
        results = {name: {normal(r["result"]) for r in all_runs} for name, all_runs in runs.items()}
        if len(set().union(*results.values())) > 1:
            entry["errors"]["results"] = "results differ: " + "; ".join(
                f"{name} {', '.join(sorted(values))}" for name, values in results.items() if values)
            say(f"{title}: {entry['errors']['results']}")
    return entry


def calibrate():
    """What a second busy thread gains: 2.0 when the machine gives two whole cores, 1.0 when one."""
    def busy():
        # Native code that does not hold the interpreter's lock.
        hashlib.pbkdf2_hmac("sha256", b"martlet", b"benchmark", 200_000)

    def seconds(threads):
        start = time.perf_counter()
        all_threads = [threading.Thread(target=busy) for _ in range(threads)]
        for thread in all_threads:
            thread.start()
        for thread in all_threads:
            thread.join()
        return time.perf_counter() - start

    gains = [2 * seconds(1) / seconds(2) for _ in range(5)]
    return {"median": statistics.median(gains), "least": min(gains), "greatest": max(gains)}


def facts(sides):
    model = platform.processor() or platform.machine()
    with contextlib.suppress(OSError):
        match = re.search(r"model name\s*:\s*(.*)", pathlib.Path("/proc/cpuinfo").read_text())
        model = match[1] if match else model
    return {"processor": model, "cores": os.cpu_count(), "system": platform.platform(),
            "versions": {side.name: side.version for side in sides}}


def positive(text):
    number = int(text)
    if number < 1:
        raise argparse.ArgumentTypeError(f"{text} is not 1 or more")
    return number


def parsed():
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    default = str(HERE.parent / ".build/release/martlet")
    parser.add_argument("binary", nargs="?", help="the same as --martlet")
    parser.add_argument("--martlet", metavar="PATH", help=f"the binary (default: {default})")
    parser.add_argument("--against", metavar="PATH", help="another binary to compare it with")
    parser.add_argument("--runs", type=positive, metavar="N",
                        help="alternating runs of each (default: 5; 3 with --quick)")
    parser.add_argument("--only", action="append", default=[], metavar="NAME",
                        help="only workloads with this in name or arguments; may be given again")
    parser.add_argument("--peers", metavar="NAMES", default="erlang,lua,python,go",
                        help="the peers to run, or none (default: all that are installed)")
    parser.add_argument("--schedulers", type=positive, metavar="N",
                        help="Martlet's schedulers (default: one a core)")
    parser.add_argument("--quick", action="store_true",
                        help="small parameters: shows that all works, not speed")
    parser.add_argument("--timeout", type=float, default=120, metavar="SECONDS",
                        help="for one run (default: 120)")
    parser.add_argument("--output", default=str(HERE / "results"), metavar="PREFIX",
                        help="where PREFIX.md and PREFIX.json go (default: Benchmarks/results)")
    parser.add_argument("--list", action="store_true", help="list the workloads and who has a port")
    parser.add_argument("--thresholds", action="store_true",
                        help="write thresholds.json anew; measure nothing")
    options = parser.parse_args()
    options.martlet = options.martlet or options.binary or default
    options.runs = options.runs or (3 if options.quick else 5)
    # Now, not after the first workload.
    if not pathlib.Path(options.output).absolute().parent.is_dir():
        parser.error(f"--output {options.output}: there is no such folder to write to")
    return parser, options


def main():
    parser, options = parsed()
    only = options.only or [""]
    workloads = [w for w in WORKLOADS if any(text in w.title for text in only)]
    if not workloads:
        parser.error(f"no workload has this in its name: {', '.join(only)} (see --list)")
    peers = {peer.name: peer for peer in [Erlang(), lua(), Python(), Go()]}
    names = [] if options.peers == "none" else [n for n in re.split(r"[\s,]+", options.peers) if n]
    unknown = [name for name in names if name not in peers]
    if unknown:
        parser.error(f"there is no peer {unknown[0]}; there are {', '.join(peers)}, or none")
    if options.list:
        for w in workloads:
            ports = [p.name for p in peers.values() if p.port(w).exists()]
            print(f"{w.title:45} {' '.join(ports)}")
        return 0
    if options.thresholds:
        write_thresholds(workloads, Martlet("martlet", options.martlet, 1), options.timeout)
        return 0

    sides = [Martlet("martlet", options.martlet, options.schedulers)]
    if options.against:
        sides.append(Martlet("against", options.against, options.schedulers))
    for name in names:
        if peers[name].installed:
            sides.append(peers[name])
        else:
            say(f"{name} is not installed; its columns are left out")
    load = os.getloadavg()[0]
    if load > 0.5:
        say(f"warning: the machine is busy (load average {load:.2f}); trust ratios more than times")
    say("calibrating the second core")
    data = {"runs": options.runs, "quick": options.quick, "load": load, "second_core": calibrate(),
            "machine": facts(sides), "workloads": []}
    status = 0
    with tempfile.TemporaryDirectory() as folder:
        for peer in [side for side in sides if isinstance(side, Peer)]:
            say(f"preparing the ports of {peer.name}")
            try:
                peer.build(pathlib.Path(folder), workloads)
            except Failure as failure:
                say(f"{peer.name} is left out: {failure}")
                sides.remove(peer)
        try:
            for workload in workloads:
                entry = measure(workload, sides, options)
                data["workloads"].append(entry)
                # After each, so that a run that is cut short leaves what it has.
                write(data, options.output)
        except KeyboardInterrupt:
            say("interrupted")
            status = 130
    print(markdown(data), end="")
    if data["workloads"]:
        say(f"wrote {options.output}.md and {options.output}.json")
    return status or (1 if any(entry["errors"] for entry in data["workloads"]) else 0)


if __name__ == "__main__":
    signal.signal(signal.SIGPIPE, signal.SIG_DFL)
    try:
        sys.exit(main())
    except Failure as failure:
        sys.exit(f"error: {failure}")
    except KeyboardInterrupt:
        sys.exit(130)
