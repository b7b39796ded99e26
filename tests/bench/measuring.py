"""Workloads, and the measuring of them: many servers, interleaved, several times over."""

import dataclasses
import os
import platform
import resource
import signal
import statistics
import sys
import time
from pathlib import Path

import paired
from generators import GENERATORS
from servers import Failed, Server

# Starting and stopping a server and its load, in seconds, beside the warm-up and the window; for the estimate only.
OVERHEAD = 0.25
OVERHEAD_PER_IDLE = 0.0001


@dataclasses.dataclass(frozen=True)
class Cell:
    """One workload."""

    seconds: float
    warmup: float = 0.5
    connections: int = 0
    size: int = 0
    pipeline: int = 1
    idle: int = 0  # connections held open beside, silent
    quiet: bool = False  # no traffic at all
    load_args: tuple = ()

    def __str__(self):
        if self.quiet:
            return f"{self.idle:,} idle connections"
        text = f"{self.connections:,} connection{'s' if self.connections > 1 else ''} × {self.size:,} B"
        text += f", {self.pipeline:,} in flight on each" if self.pipeline > 1 else ""
        return text + (f", beside {self.idle:,} idle" if self.idle else "")

    def estimate(self):
        return self.warmup + self.seconds + OVERHEAD + OVERHEAD_PER_IDLE * self.idle


@dataclasses.dataclass(frozen=True)
class Task:
    """One measurement: a server under a workload, driven by a generator."""

    cell: Cell
    server: str
    generator: str = "C"


def prepare():
    """Once, before anything is started."""
    # Handed down to the servers: thousands of connections must not stop at a shell's default.
    _, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (hard, hard))
    # An exit rather than an end, so that a running server is stopped first.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(128 + signal.SIGTERM))


def machine():
    model = platform.machine()
    try:
        lines = Path("/proc/cpuinfo").read_text().splitlines()
        model = next((line.split(":", 1)[1].strip() for line in lines if line.startswith("model name")), model)
    except OSError:
        pass
    return f"{model}, {len(os.sched_getaffinity(0))} processors, {platform.system()} {platform.release()}"


def duration(seconds):
    return f"{seconds / 60:.0f} min" if seconds >= 90 else f"{seconds:.0f} s"


def three_digits(value):
    """Three digits that count, without an exponent."""
    return ",.0f" if value >= 100 else ".1f" if value >= 10 else ".2f" if value >= 1 else ".3f" if value >= 0.1 else ".4f"


def shown(value, form):
    """A figure by a format, or by a function that chooses one for it."""
    return format(value, form(value) if callable(form) else form)


class Runs:
    """Every single measurement of a number of runs, and how to ask for figures of them."""

    def __init__(self):
        self.entries = []
        self.count = 0
        self.first_look = None

    def measure_more(self, tasks, commands):
        """Once more as many runs of some of the tasks, those that the first ones have left open."""
        self.first_look = self.count
        self.measure(tasks, commands, self.count)

    def measure(self, tasks, commands, count):
        """All tasks, count times. The servers of a workload take turns, in an order rotated from run to run, so that a
        machine that gets slower or faster meanwhile favours none. One server and one load at a time."""
        groups = {}
        for task in tasks:
            groups.setdefault((task.cell, task.generator), []).append(task)
        expected = count * sum(task.cell.estimate() for task in tasks)
        print(f"{count * len(tasks):,} measurements, about {duration(expected)}", file=sys.stderr)
        begin, done = time.monotonic(), 0
        first_run, self.count = self.count, self.count + count
        for run in range(first_run, self.count):
            # Every other run backwards, so that none always follows the same one.
            for (cell, generator), group in groups.items():
                pace = (time.monotonic() - begin) / done if done else 1
                print(f"run {run + 1} of {self.count}, {cell}, {generator}: {duration((expected - done) * pace)} left",
                      file=sys.stderr)
                first = run % len(group)
                order = group[first:] + group[:first]
                for task in order if run % 2 == 0 else order[::-1]:
                    self.measure_one(run, task, commands[task.server])
                    done += cell.estimate()

    def measure_one(self, run, task, command):
        entry = {"run": run, "task": task}
        try:
            with Server(command) as server:
                entry["result"] = GENERATORS[task.generator](server, task.cell)
        except Failed as failure:
            entry["error"] = str(failure)
            print(f"{task.server}, {task.cell}, {task.generator}: {failure}", file=sys.stderr)
        self.entries.append(entry)

    def count_in_words(self):
        more = f", of {self.count} where these left it open which of two is better" if self.first_look else ""
        return f"{self.first_look or self.count} interleaved runs{more}"

    def failed(self):
        return any("error" in entry for entry in self.entries)

    def values(self, task, key):
        return [entry["result"][key] for entry in self.entries if entry["task"] == task and "result" in entry]

    def pairs(self, first, second, key):
        """The values of two tasks, run by run, of the runs in which neither failed."""
        by_run = [{entry["run"]: entry["result"][key] for entry in self.entries
                   if entry["task"] == task and "result" in entry} for task in (first, second)]
        both = sorted(by_run[0].keys() & by_run[1].keys())
        return [by_run[0][run] for run in both], [by_run[1][run] for run in both]

    def compare(self, first, second, key, least=0):
        """Which of two tasks has the higher figure: see paired.compare."""
        values = self.pairs(first, second, key)
        spent = paired.spent(self.first_look) if self.first_look and len(values[0]) > self.first_look else 0
        return paired.compare(*values, least, paired.ERROR_RATE - spent)

    def median(self, task, key):
        found = self.values(task, key)
        return statistics.median(found) if found else None

    def spread(self, task, key, scale, form):
        """Median (lowest–highest)."""
        found = self.values(task, key)
        if not found:
            return "failed"
        low, middle, high = (shown(value * scale, form) for value in (min(found), statistics.median(found), max(found)))
        return f"{middle} ({low}–{high})"

    def as_json(self):
        return [{**entry, "task": dataclasses.asdict(entry["task"])} for entry in self.entries]


def table(headings, rows):
    """A markdown table."""
    lines = ["| " + " | ".join(headings) + " |", "|---" + "|---:" * (len(headings) - 1) + "|"]
    return "\n".join(lines + ["| " + " | ".join(row) + " |" for row in rows]) + "\n"


# What is shown of a measurement: key in the generator's JSON, heading, scale, format.
COLUMNS = [
    ("mps", "msgs/s", 1, ",.0f"),
    ("p50_us", "p50 µs", 1, ",.1f"),
    ("p99_us", "p99 µs", 1, ",.1f"),
    ("server_cpu_us_per_msg", "server CPU µs/msg", 1, three_digits),
    ("client_cpu_pct", "generator CPU %", 1, ",.0f"),
    ("server_peak_rss_kb", "peak RSS MB", 1 / 1024, ",.1f"),
]
IDLE_COLUMNS = [
    ("server_cpu_pct", "server CPU % of one core", 1, ",.3f"),
    ("server_rss_kb", "RSS MB", 1 / 1024, ",.1f"),
    ("server_peak_rss_kb", "peak RSS MB", 1 / 1024, ",.1f"),
]
