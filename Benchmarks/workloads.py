"""What is measured: the programs, their arguments, and what is special about them."""
from dataclasses import dataclass, field


@dataclass(frozen=True)
class Workload:
    """A program of `programs/` with its arguments; its ports are of that name in `peers/`."""

    program: str
    # The usual arguments, and smaller ones for `--quick` and for the thresholds.
    arguments: tuple
    quick: tuple
    # Whether every run and every peer must give the same result; figures of lateness differ.
    compared: bool = True
    # The name of a peer's port where it is not the program's.
    ports: dict = field(default_factory=dict)
    # Flags of `erl`: it must be told when there are more processes than 262,144.
    erlang: tuple = ()
    # Whether its counters are the same in each run on one scheduler, and are checked by a test.
    bounded: bool = False

    @property
    def title(self):
        words = [w for w in self.arguments if not w.startswith("@")]
        return " ".join([self.program, *words])


def work(program, arguments, quick, **others):
    return Workload(program, tuple(arguments.split()), tuple(quick.split()), **others)


MANY = ("+P", "5000000")

# An argument `@text:N` is the path of a text of N bytes.
WORKLOADS = [
    work("fib", "32", "20", bounded=True),
    work("fib", "38", "22"),
    work("tak", "24 16 8", "12 8 4", bounded=True),
    work("nqueens", "10 5", "6 2", bounded=True),
    work("nbody", "500000", "2000", bounded=True),
    work("binary_trees", "16", "8", bounded=True),
    work("list_operations", "1000000 10", "10000 3", bounded=True),
    work("map_insert", "1000000", "5000", bounded=True),
    work("string_build", "10000000", "50000", bounded=True),
    work("word_frequencies", "@text:10000000", "@text:100000"),
    work("spawn", "1000000 batch", "5000 batch", bounded=True),
    work("spawn", "1000000 all", "5000 all", erlang=MANY, bounded=True),
    work("live", "1000000", "5000", erlang=MANY),
    work("live", "1000000 hibernate", "5000 hibernate", erlang=MANY),
    work("ping_pong", "1000000", "5000", bounded=True),
    work("ring", "1000 1000000", "100 10000", bounded=True),
    work("counting", "10 1000000", "10 10000", bounded=True),
    work("big", "120 2000", "20 50", bounded=True),
    work("big_message", "1000000 20", "5000 3", bounded=True),
    work("restarts", "100000", "1000", bounded=True),
    work("timers", "100000", "500", compared=False),
    work("preempt", "8 1000", "4 50", compared=False),
    work("schedulers", "8 32", "4 18"),
    work("gen_server_call", "300000", "2000", bounded=True),
    work("gen_server_call_queued", "300000 1000000", "2000 5000",
         ports={"erlang": "gen_server_call"}, bounded=True),
    work("supervisor_restart", "10000", "200"),
    work("supervisor_restart", "100000", "400"),
    work("dynamic_children", "100000 each", "500 each"),
    work("dynamic_children", "100000 stop", "500 stop"),
    work("async_stream", "100000 8", "500 8"),
    # The Savina suite with its own parameters, but for four that take long: concsll has 8,000
    # requests, filterbank 16,384 columns and 34,816 samples, trapezoid 10,000,000 pieces, recmatmul
    # 1,024 rows in blocks of 16,384. sor takes the second of the suite's ten sizes: the first is
    # over in 40 ms.
    work("savina/pingpong", "40000", "2000", bounded=True),
    work("savina/count", "1000000", "5000", bounded=True),
    work("savina/fjthrput", "10000 60", "100 10", bounded=True),
    work("savina/fjcreate", "40000", "1000", bounded=True),
    work("savina/threadring", "100 100000", "50 2021", bounded=True),
    work("savina/chameneos", "100 200000", "20 1000", bounded=True),
    work("savina/big", "20000 120", "50 20", bounded=True),
    work("savina/concdict", "20 10000 10 65536", "5 200 10 512", bounded=True),
    work("savina/concsll", "20 2000 10 1", "5 100 10 1", bounded=True),
    work("savina/bndbuffer", "40 40 1000 50 25", "5 5 50 5 25", bounded=True),
    work("savina/philosopher", "20 10000", "5 200", bounded=True),
    work("savina/barber", "5000 1000 1000 1000", "200 20 100 100"),
    work("savina/cigsmok", "1000 200", "50 10", bounded=True),
    work("savina/logmap", "25000 10", "100 5", bounded=True),
    work("savina/banking", "1000 50000", "50 500", bounded=True),
    work("savina/radixsort", "100000 60 2048", "200 20 2048", bounded=True),
    work("savina/filterbank", "32 8192 8", "4 50 4", bounded=True),
    work("savina/sieve", "100000 1000", "2000 50", bounded=True),
    work("savina/uct", "200000 10 500 100 50", "500 10 500 100 50", bounded=True),
    work("savina/facloc", "100000 500 2", "1000 500 2", bounded=True),
    # Not bounded: its result hangs on the mathematical library of the system.
    work("savina/trapezoid", "2000000 100", "2000 10"),
    work("savina/piprecision", "5000 20", "100 4", bounded=True),
    work("savina/recmatmul", "256 4096", "16 64", bounded=True),
    work("savina/quicksort", "1000000 2048", "3000 200", bounded=True),
    work("savina/apsp", "300 50", "20 5", bounded=True),
    work("savina/sor", "80 100", "10 10", bounded=True),
    work("savina/astar", "20 30 1024", "4 10 64", bounded=True),
    work("savina/nqueenk", "12 20 4", "6 4 2", bounded=True),
    work("savina/fib", "25", "12", bounded=True),
    work("savina/bitonicsort", "4096", "64", bounded=True),
    work("savina/skynet", "1000000", "1000", erlang=MANY, bounded=True),
]
