"""Writes `thresholds.json`, the bounds of counters that a test of the project checks."""
import json
import math

from sides import HERE, say
from workloads import WORKLOADS

THRESHOLDS = HERE / "thresholds.json"
# The counters that hardly depend on the machine's speed when there is one scheduler, and how much
# more than in five runs is allowed besides MARGIN: turns that end elsewhere are no regression.
BOUNDED = {"reductions": 200, "words_allocated": 500, "collections": 5, "messages": 0, "spawns": 0}
MARGIN = 1.05
# A counter that differs more than this between the runs is not bounded.
SPREAD = 1.02


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
