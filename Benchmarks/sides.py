"""What is measured: binaries of Martlet, its peers, and how a run of either is timed."""
import json
import os
import pathlib
import re
import shutil
import signal
import subprocess
import sys
import tempfile
import threading

HERE = pathlib.Path(__file__).resolve().parent
PROGRAMS = HERE / "programs"


class Failure(Exception):
    """A run that did not give a result, or tools that are not there."""


def say(text):
    print(text, file=sys.stderr, flush=True)


def is_gnu_time(path):
    done = subprocess.run([path, "--version"], capture_output=True, text=True)
    return "GNU" in done.stdout + done.stderr


TIME = next((p for p in map(shutil.which, ["time", "gtime"]) if p and is_gnu_time(p)), None)


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


class Martlet:
    """A binary of ours."""

    def __init__(self, name, path, schedulers):
        self.name = name
        self.path = shutil.which(path)
        if self.path is None:
            raise Failure(f"{path} is no command; `make build` makes one, --martlet names another "
                          "(and --only chooses workloads)")
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
        code = ('io:format("OTP ~s ~s", '
                "[erlang:system_info(S) || S <- [otp_release, emu_flavor]]), halt().")
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
            [self.tools[0], *workload.erlang, "-noshell", "-pa", self.common,
             "-pa", self.modules(workload), "-run", "bench", "main", self.port(workload).stem,
             *arguments], timeout)


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
        done = subprocess.run(
            command, stdin=subprocess.DEVNULL, capture_output=True, text=True, timeout=60)
    except (OSError, subprocess.TimeoutExpired):
        return "absent"
    return ((done.stdout + done.stderr).strip().splitlines() or ["unknown"])[0]


def built(command):
    done = subprocess.run(command, capture_output=True, text=True)
    if done.returncode != 0:
        raise Failure(f"{' '.join(map(str, command))}:\n{done.stdout}{done.stderr}")
