#!/usr/bin/env python3
"""Runs the workloads on Martlet and its peers in turn and prints tables of times, memory and counters.

Nothing of Martlet is built: say which binary with --martlet. With --against the tables also show
another binary and the ratio of the two. Peers are used when they are installed: Erlang (erl, erlc),
Lua 5.4, Python, Go. The tables also go to results.md and results.json in this folder.
"""
import argparse
import contextlib
import hashlib
import json
import math
import os
import pathlib
import platform
import re
import shutil
import signal
import statistics
import subprocess
import sys
import tempfile
import threading
import time

from workloads import WORKLOADS

HERE = pathlib.Path(__file__).resolve().parent
PROGRAMS = HERE / "programs"
THRESHOLDS = HERE / "thresholds.json"

# The counters of --statistics that the tables show, where the binary has them.
COUNTERS = ["reductions", "words_allocated", "collections", "messages", "spawns", "steals",
            "hand_overs", "slices", "sleeps"]
# The counters that hardly depend on the machine's speed when there is one scheduler, and how much more
# than in five runs is allowed besides MARGIN: a turn that ends a little earlier is no regression.
BOUNDED = {"reductions": 200, "words_allocated": 500, "collections": 5, "messages": 0, "spawns": 0}
MARGIN = 1.05
# A counter that differs more than this between the runs is not bounded.
SPREAD = 1.02


class Failure(Exception):
    """A run that did not give a result, or tools that are not there."""


def say(text):
    print(text, file=sys.stderr, flush=True)


# MARK: Running commands


def is_gnu_time(path):
    done = subprocess.run([path, "--version"], capture_output=True, text=True)
    return "GNU" in done.stdout + done.stderr


TIME = next((p for p in [shutil.which("time"), shutil.which("gtime")] if p and is_gnu_time(p)), None)


def measured(command, timeout):
    """Runs a command whose last line of output is a result and microseconds."""
    with tempfile.TemporaryDirectory() as folder:
        usage_path = pathlib.Path(folder, "usage")
        # GNU time is small; a child of this process would be born with Python's peak memory.
        prefix = [TIME, "-q", "-o", usage_path, "-f", "%M %U %S"] if TIME else []
        with open(pathlib.Path(folder, "output"), "w+") as output, \
             open(pathlib.Path(folder, "errors"), "w+") as errors:
            child = subprocess.Popen(
                [*prefix, *command], stdin=subprocess.DEVNULL, stdout=output, stderr=errors,
                start_new_session=True, env={**os.environ, "ERL_CRASH_DUMP_SECONDS": "0"})
            timer = threading.Timer(timeout, os.killpg, [child.pid, signal.SIGKILL])
            timer.start()
            try:
                _, status, usage = os.wait4(child.pid, 0)
            except KeyboardInterrupt:
                os.killpg(child.pid, signal.SIGKILL)
                raise
            finally:
                late = not timer.is_alive()
                timer.cancel()
            child.returncode = os.waitstatus_to_exitcode(status)
            if late:
                raise Failure(f"no end within {timeout:g} s")
            output.seek(0)
            errors.seek(0)
            lines = output.read().strip().splitlines()
            if child.returncode != 0:
                text = errors.read().strip() or "\n".join(lines)
                raise Failure(f"exit status {child.returncode}: {text[-600:]}")
        if TIME:
            memory, *cpu = usage_path.read_text().split()[-3:]
            memory, cpu = int(memory) * 1024, sum(map(float, cpu))
        else:
            memory = usage.ru_maxrss * (1 if sys.platform == "darwin" else 1024)
            cpu = usage.ru_utime + usage.ru_stime
    match = re.fullmatch(r"(.*) (\d+)", lines[-1]) if lines else None
    if match is None:
        raise Failure(f"the last line is no result and microseconds: {lines[-1:]}")
    return {"result": match[1], "seconds": int(match[2]) / 1e6, "memory": memory, "cpu": cpu,
            "notes": lines[:-1]}


def normal(result):
    """A result without what languages write differently: brackets, commas, the last digits of floats."""
    words = re.findall(r"[-+.\w]+", result)
    return " ".join(f"{float(w):.9g}" if re.fullmatch(r"-?\d+\.\d+(e[-+]?\d+)?", w) else w.lower()
                    for w in words)


def text_file(size):
    """The path of a text whose words follow a skewed distribution, the same in every run."""
    path = pathlib.Path(tempfile.gettempdir()) / f"martlet-benchmark-{size}.txt"
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
    length, lines, line = 0, [], []
    while length < size:
        index = (random() % 20_000) * (random() % 20_000) // 20_000 * (random() % 20_000) // 20_000
        line.append(words[index])
        length += len(words[index]) + 1
        if len(line) == 12:
            lines.append(" ".join(line))
            line = []
    path.write_text("\n".join([*lines, " ".join(line)]) + "\n")
    return str(path)


def arguments_of(workload, quick):
    return [text_file(int(a[6:])) if a.startswith("@text:") else a
            for a in (workload.quick if quick else workload.arguments)]


# MARK: Sides


class Martlet:
    """A binary of ours."""

    def __init__(self, name, path, schedulers):
        self.name = name
        self.path = shutil.which(path)
        if self.path is None:
            raise Failure(f"{path} is no command; build one with `make build`, or name it with --martlet")
        self.options = ["--schedulers", str(schedulers)] if schedulers else []
        self.version = version_of([self.path, "--version"])

    def has(self, _workload):
        return True

    def run(self, workload, arguments, timeout):
        with tempfile.NamedTemporaryFile() as file:
            command = [self.path, "run", *self.options, "-I", PROGRAMS, "--statistics", file.name,
                       PROGRAMS / f"{workload.program}.mt", *arguments]
            run = measured(command, timeout)
            run["counters"] = json.load(file)
        return run


class Peer:
    """A language that has ports in `peers/`, for example `peers/lua/fib.lua`."""

    def __init__(self, name, ending, tools, version):
        self.name, self.ending = name, ending
        self.tools = [shutil.which(t) for t in tools]
        self.installed = all(self.tools)
        self.version_command = version

    def port(self, workload):
        name = workload.ports.get(self.name, workload.program)
        return HERE / "peers" / self.name / f"{name}.{self.ending}"

    def has(self, workload):
        return self.installed and self.port(workload).exists()

    @property
    def version(self):
        return version_of(self.version_command)

    def build(self, folder, workloads):
        """Prepares the ports of the workloads."""

    def run(self, workload, arguments, timeout):
        return measured([*self.tools, self.port(workload), *arguments], timeout)


class Python(Peer):
    def __init__(self):
        super().__init__("python", "py", [sys.executable], [sys.executable, "--version"])
        self.tools.append("-B")  # No __pycache__ beside the ports.


class Erlang(Peer):
    def __init__(self):
        code = 'io:format("OTP ~s ~s", [erlang:system_info(otp_release), erlang:system_info(emu_flavor)]), halt().'
        super().__init__("erlang", "erl", ["erl", "erlc"], ["erl", "-noshell", "-eval", code])

    # Ports of different folders may have the same name, so each folder has its own modules.
    def build(self, folder, workloads):
        self.common = folder / "erlang"
        sources = {self.common: [HERE / "peers/erlang/bench.erl"]}
        for workload in workloads:
            if self.has(workload):
                sources.setdefault(self.modules(workload), []).append(self.port(workload))
        for target, files in sources.items():
            target.mkdir(parents=True, exist_ok=True)
            built([self.tools[1], "-o", target, *sorted(set(files))])

    def modules(self, workload):
        return self.common / "ports" / pathlib.PurePath(workload.program).parent

    def run(self, workload, arguments, timeout):
        return measured(
            [self.tools[0], *workload.erlang, "-noshell", "-pa", self.common, "-pa", self.modules(workload),
             "-run", "bench", "main", self.port(workload).stem, *arguments], timeout)


class Go(Peer):
    def __init__(self):
        super().__init__("go", "go", ["go"], ["go", "version"])

    def build(self, folder, workloads):
        self.folder = folder / "go"
        for program in sorted({w.program for w in workloads if self.has(w)}):
            # Go takes the files of a program from one folder only.
            sources = folder / "go-sources" / program
            sources.mkdir(parents=True)
            for file in ["bench.go", f"{program}.go"]:
                shutil.copy(HERE / "peers/go" / file, sources)
            built([self.tools[0], "build", "-o", self.folder / program, *sources.glob("*.go")])

    def run(self, workload, arguments, timeout):
        return measured([self.folder / workload.program, *arguments], timeout)


def lua():
    tool = next((t for t in ["lua5.4", "lua"] if "Lua 5.4" in version_of([t, "-v"])), "lua5.4")
    return Peer("lua", "lua", [tool], [tool, "-v"])


def version_of(command):
    try:
        done = subprocess.run(command, stdin=subprocess.DEVNULL, capture_output=True, text=True, timeout=60)
    except (OSError, subprocess.TimeoutExpired):
        return "absent"
    return ((done.stdout + done.stderr).strip().splitlines() or ["unknown"])[0]


def built(command):
    done = subprocess.run(command, capture_output=True, text=True)
    if done.returncode != 0:
        raise Failure(f"{' '.join(map(str, command))}:\n{done.stdout}{done.stderr}")


# MARK: Measuring


def measure(workload, sides, options):
    """The runs of one workload, the sides in turn."""
    arguments = arguments_of(workload, options.quick)
    title = " ".join([workload.program, *(a for a in arguments if not a.startswith("/"))])
    entry = {"workload": title, "program": workload.program, "arguments": arguments, "sides": {}, "errors": {}}
    runs = {side.name: [] for side in sides if side.has(workload)}
    for number in range(options.runs):
        for side in sides:
            if side.name not in runs or side.name in entry["errors"]:
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
            "notes": ["; ".join([*r["notes"], *([] if workload.compared else [r["result"]])]) for r in all_runs],
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


# MARK: Tables


def milliseconds(seconds):
    return f"{seconds * 1000:.1f} ms" if seconds < 10 else f"{seconds:.2f} s"


def table(header, rows):
    lines = ["| " + " | ".join(header) + " |", "|---|" + "---:|" * (len(header) - 1)]
    return [*lines, *("| " + " | ".join(row) + " |" for row in rows)]


def markdown(data):
    names = list(dict.fromkeys(name for e in data["workloads"] for name in e["sides"]))
    entries = [e for e in data["workloads"] if e["sides"]]
    others = [name for name in names if name != "martlet"]
    gain = data["second_core"]
    lines = ["# Results", "",
             f"{data['machine']['processor']}, {data['machine']['cores']} cores, {data['machine']['system']}; "
             f"medians of {data['runs']} alternating runs{', small parameters' if data['quick'] else ''}.", ""]
    lines += [f"- {name}: {version}" for name, version in data["machine"]["versions"].items()]
    lines += [f"- second core: two busy native threads do {gain['median']:.2f} times the work of one "
              f"({gain['least']:.2f}–{gain['greatest']:.2f}); load average at the start {data['load']:.2f}"]

    def cell(entry, name, show):
        side = entry["sides"].get(name)
        if side:
            return show(side)
        return "failed" if name in entry["errors"] else ""

    def ratio(entry, name):
        ours, theirs = entry["sides"].get("martlet"), entry["sides"].get(name)
        return f"{ours['median'] / theirs['median']:.2f}" if ours and theirs and theirs["median"] else ""

    lines += ["", "## Times", "", "The ratio is Martlet's median over the other's.", ""]
    lines += table(
        ["workload", "martlet", "least–greatest", *(h for name in others for h in (name, "ratio"))],
        [[e["workload"], cell(e, "martlet", lambda s: milliseconds(s["median"])),
          cell(e, "martlet", lambda s: f"{s['least'] * 1000:.1f}–{s['greatest'] * 1000:.1f}"),
          *(c for name in others for c in (cell(e, name, lambda s: milliseconds(s["median"])), ratio(e, name)))]
         for e in entries])
    lines += ["", "## Peak resident memory and processor time of the whole process", ""]
    if not TIME:
        lines += ["Without GNU time figures below some 15 MB are Python's own.", ""]
    lines += table(
        ["workload", *(f"{name} {what}" for name in names for what in ("MB", "CPU s"))],
        [[e["workload"], *(c for name in names for c in (cell(e, name, lambda s: f"{s['memory'] / 1e6:.1f}"),
                                                          cell(e, name, lambda s: f"{s['cpu']:.2f}")))]
         for e in entries])
    for name in names:
        counted = [e for e in entries if e["sides"].get(name, {}).get("counters")]
        counters = [c for c in COUNTERS if any(c in e["sides"][name]["counters"] for e in counted)]
        if counters:
            lines += ["", f"## Counters of {name}, last run", ""]
            lines += table(["workload", *(c.replace("_", " ") for c in counters)],
                           [[e["workload"], *(str(e["sides"][name]["counters"].get(c, "")) for c in counters)]
                            for e in counted])
    notes = [f"- {e['workload']}, {name}: {', '.join(side['notes'])}"
             for e in entries for name, side in e["sides"].items() if any(side["notes"])]
    if notes:
        lines += ["", "## What programs printed besides, run by run", "", *notes]
    errors = [f"- {e['workload']}, {name}: {error}" for e in data["workloads"] for name, error in e["errors"].items()]
    if errors:
        lines += ["", "## Failures", "", *errors]
    return "\n".join(lines) + "\n"


def write(data, prefix):
    pathlib.Path(f"{prefix}.json").write_text(json.dumps(data, indent=1) + "\n")
    pathlib.Path(f"{prefix}.md").write_text(markdown(data))


# MARK: Thresholds


def limits_of(runs):
    """Upper bounds of the counters that are nearly the same in all runs."""
    limits = {}
    for counter, slack in BOUNDED.items():
        values = [run["counters"][counter] for run in runs if counter in run["counters"]]
        if values and max(values) <= min(values) * SPREAD + slack:
            limits[counter] = math.ceil(max(values) * MARGIN) + slack
        else:
            say(f"  without {counter}: {values}")
    return limits


def write_thresholds(workloads, martlet, timeout):
    """Writes the bounds of the chosen workloads, and keeps those of the others."""
    known = {(w.program, w.quick): None for w in WORKLOADS if w.bounded}
    if THRESHOLDS.exists():
        for entry in json.loads(THRESHOLDS.read_text())["workloads"]:
            key = (entry["program"], tuple(entry["arguments"]))
            if key in known:
                known[key] = entry
    for workload in workloads:
        if not workload.bounded:
            continue
        say(f"{workload.program} {' '.join(workload.quick)}: five runs")
        runs = [martlet.run(workload, workload.quick, timeout) for _ in range(5)]
        known[workload.program, workload.quick] = {
            "program": workload.program, "arguments": list(workload.quick),
            "result": runs[0]["result"], "limits": limits_of(runs)}
    entries = [entry for entry in known.values() if entry]
    lines = ",\n".join("    " + json.dumps(entry) for entry in entries)
    THRESHOLDS.write_text('{\n  "workloads": [\n' + lines + "\n  ]\n}\n")
    say(f"wrote {THRESHOLDS}: {len(entries)} workloads")


# MARK: The command


def parsed():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    default = str(HERE.parent / ".build/release/martlet")
    parser.add_argument("binary", nargs="?", help="the same as --martlet")
    parser.add_argument("--martlet", metavar="PATH", help=f"the binary (default: {default})")
    parser.add_argument("--against", metavar="PATH", help="another binary to compare it with")
    parser.add_argument("--runs", type=int, metavar="N", help="alternating runs of each (default: 5; 3 with --quick)")
    parser.add_argument("--only", action="append", default=[], metavar="NAME",
                        help="only workloads with this in their name and arguments; may be given more than once")
    parser.add_argument("--peers", metavar="NAMES", default="erlang,lua,python,go",
                        help="the peers to run, with commas between, or none (default: all that are installed)")
    parser.add_argument("--schedulers", type=int, metavar="N", help="Martlet's schedulers (default: one a core)")
    parser.add_argument("--quick", action="store_true", help="small parameters: shows that all works, not speed")
    parser.add_argument("--timeout", type=float, default=120, metavar="SECONDS", help="for one run (default: 120)")
    parser.add_argument("--output", default=str(HERE / "results"), metavar="PREFIX",
                        help="where PREFIX.md and PREFIX.json go (default: Benchmarks/results)")
    parser.add_argument("--list", action="store_true", help="list the workloads and who has a port")
    parser.add_argument("--thresholds", action="store_true",
                        help="write thresholds.json anew from the counters of --martlet, and measure nothing")
    options = parser.parse_args()
    options.martlet = options.martlet or options.binary or default
    options.runs = options.runs or (3 if options.quick else 5)
    return parser, options


def main():
    parser, options = parsed()
    workloads = [w for w in WORKLOADS if not options.only or any(text in w.title for text in options.only)]
    if not workloads:
        parser.error("no workload has this in its name: " + ", ".join(options.only) + " (see --list)")
    peers = {peer.name: peer for peer in [Erlang(), lua(), Python(), Go()]}
    names = [] if options.peers == "none" else options.peers.split(",")
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
    print(markdown(data), end="")
    say(f"wrote {options.output}.md and {options.output}.json")
    return 1 if any(entry["errors"] for entry in data["workloads"]) else 0


if __name__ == "__main__":
    signal.signal(signal.SIGPIPE, signal.SIG_DFL)
    try:
        sys.exit(main())
    except Failure as failure:
        sys.exit(f"error: {failure}")
    except KeyboardInterrupt:
        sys.exit(130)
