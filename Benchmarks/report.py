"""The tables that a run leaves."""
import json
import pathlib

from sides import TIME

# The counters of --statistics that the tables show, where the binary has them.
COUNTERS = ["reductions", "words_allocated", "collections", "messages", "spawns", "steals",
            "hand_overs", "slices", "sleeps"]


def milliseconds(seconds):
    return f"{seconds * 1000:.1f} ms" if seconds < 10 else f"{seconds:.2f} s"


def table(header, rows):
    lines = ["| " + " | ".join(header) + " |", "|---|" + "---:|" * (len(header) - 1)]
    return [*lines, *("| " + " | ".join(row) + " |" for row in rows)]


class Report:
    """Puts the figures of a run into Markdown."""

    def __init__(self, data):
        self.data = data
        self.entries = [e for e in data["workloads"] if e["sides"]]
        self.names = list(dict.fromkeys(name for e in self.entries for name in e["sides"]))
        self.others = [name for name in self.names if name != "martlet"]

    def text(self):
        parts = [self.head(), self.times(), self.memory(), *map(self.counters, self.names),
                 self.notes(), self.failures()]
        return "\n\n".join("\n".join(part) for part in parts if part) + "\n"

    def head(self):
        machine, gain = self.data["machine"], self.data["second_core"]
        parameters = ", small parameters" if self.data["quick"] else ""
        return [
            "# Results", "",
            f"{machine['processor']}, {machine['cores']} cores, {machine['system']}; "
            f"medians of {self.data['runs']} alternating runs{parameters}.", "",
            *(f"- {name}: {version}" for name, version in machine["versions"].items()),
            f"- second core: two busy native threads do {gain['median']:.2f} times the work of one "
            f"({gain['least']:.2f}–{gain['greatest']:.2f})",
            f"- load average at the start: {self.data['load']:.2f}",
        ]

    def cell(self, entry, name, show):
        if name in entry["sides"]:
            return show(entry["sides"][name])
        return "failed" if name in entry["errors"] else ""

    def ratio(self, entry, name, figure="median"):
        ours, theirs = (entry["sides"].get(side, {}).get(figure) for side in ("martlet", name))
        return f"{ours / theirs:.2f}" if ours and theirs else ""

    def times(self):
        def median(side):
            return milliseconds(side["median"])

        def spread(side):
            return f"{side['least'] * 1000:.1f}–{side['greatest'] * 1000:.1f}"

        header = ["workload", "martlet", "least–greatest"]
        for name in self.others:
            header += [name, "ratio"]
        rows = []
        for e in self.entries:
            row = [e["workload"], self.cell(e, "martlet", median), self.cell(e, "martlet", spread)]
            for name in self.others:
                row += [self.cell(e, name, median), self.ratio(e, name)]
            rows.append(row)
        return ["## Times", "", "The ratio is Martlet's median over the other's.", "",
                *table(header, rows)]

    def memory(self):
        def megabytes(side):
            return f"{side['memory'] / 1e6:.1f}"

        def cpu(side):
            return f"{side['cpu']:.2f}"

        header = ["workload", "martlet MB", "CPU s"]
        for name in self.others:
            header += [f"{name} MB", "CPU s", "ratio"]
        rows = []
        for e in self.entries:
            row = [e["workload"], self.cell(e, "martlet", megabytes), self.cell(e, "martlet", cpu)]
            for name in self.others:
                row += [self.cell(e, name, megabytes), self.cell(e, name, cpu),
                        self.ratio(e, name, "cpu")]
            rows.append(row)
        warning = [] if TIME else ["Without GNU time no figure is below Python's own.", ""]
        return ["## Peak resident memory and processor time of the whole process", "",
                "The ratio is that of the processor times.", "", *warning,
                *table(header, rows)]

    def counters(self, name):
        counted = [(e["workload"], e["sides"].get(name, {}).get("counters")) for e in self.entries]
        counted = [(workload, counters) for workload, counters in counted if counters]
        if not counted:
            return []
        shown = [c for c in COUNTERS if any(c in counters for _, counters in counted)]
        rows = [[workload, *(str(counters.get(c, "")) for c in shown)]
                for workload, counters in counted]
        return [f"## Counters of {name}, last run", "",
                *table(["workload", *(c.replace("_", " ") for c in shown)], rows)]

    def notes(self):
        notes = [f"- {e['workload']}, {name}: {', '.join(side['notes'])}"
                 for e in self.entries for name, side in e["sides"].items() if any(side["notes"])]
        return ["## What programs printed besides, run by run", "", *notes] if notes else []

    def failures(self):
        failures = [f"- {e['workload']}, {name}: {error}"
                    for e in self.data["workloads"] for name, error in e["errors"].items()]
        return ["## Failures", "", *failures] if failures else []


def markdown(data):
    return Report(data).text()


def write(data, prefix):
    pathlib.Path(f"{prefix}.json").write_text(json.dumps(data, indent=1) + "\n")
    pathlib.Path(f"{prefix}.md").write_text(markdown(data))
