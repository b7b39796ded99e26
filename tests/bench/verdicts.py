"""Whether one server is first, not told apart from the first, or behind, for each workload and figure."""

import dataclasses

import paired
from measuring import Task, shown, table, three_digits

# key, name, whether more is better, format, and below which difference there is none to speak of.
FIGURES = [
    ("mps", "msgs/s", True, ",.0f", 0),
    ("p50_us", "p50 µs", False, ",.1f", 0),
    ("server_cpu_us_per_msg", "CPU µs/msg", False, three_digits, 0),
]
IDLE_FIGURES = [("server_cpu_pct", "CPU % of one core", False, ",.3f", 0.1)]

# A generator that uses as much of its core holds the servers back: only their CPU can tell them apart.
BUSY_GENERATOR = 95
HELD_BACK = ("mps", "p50_us")

RULE = (f"Two servers are told apart by the exact Wilcoxon signed-rank test over the runs in pairs, which finds equal "
        f"servers to differ in at most {paired.ERROR_RATE:.0%} of the comparisons, and by a median ratio of "
        f"{paired.SMALLEST_DIFFERENCE:.0%} or more; it takes {paired.FEWEST_PAIRS} runs. Where the generator used "
        f"{BUSY_GENERATOR}% of its core or more, messages a second and delays are the generator's, and the servers are "
        f"judged by their CPU only.")


def without(absent):
    """A sentence that names the servers that were not there to be measured, if there are any."""
    return f" Not measured, as they were not there: {', '.join(absent)}." if absent else ""


@dataclasses.dataclass(frozen=True)
class Verdict:
    """behind: by what part of the first's figure; 0 when it is not known to be behind."""

    cell: str
    figure: str
    kind: str  # first, even, behind, failed, too_few, or generator
    standing: str
    own: str = ""
    first: str = ""
    first_server: str = ""
    behind: float = 0
    other: str = ""  # the server that it is even with
    is_open: bool = False  # even, though the medians differ by what matters: more runs may tell

    def __str__(self):
        return f"{self.figure} {self.standing}"


def seems_apart(first, second):
    """Whether two medians differ by enough to matter, be it by chance."""
    return abs(first - second) >= paired.SMALLEST_DIFFERENCE * max(first, second)


class Verdicts:
    def __init__(self, cells, servers, runs, ours):
        self.servers, self.runs, self.ours = servers, runs, ours
        self.cells = {cell: [self.judge(cell, *figure) for figure in (IDLE_FIGURES if cell.quiet else FIGURES)]
                      for cell in cells}

    def of(self, cell):
        return self.cells[cell]

    def judge(self, cell, key, name, more_is_better, form, least):
        medians = {server: value for server in self.servers
                   if (value := self.runs.median(Task(cell, server), key)) is not None}
        if self.ours not in medians:
            return Verdict(str(cell), name, "failed", "failed", behind=1)
        ranked = sorted(medians, key=medians.get, reverse=more_is_better)
        own, best = medians[self.ours], medians[ranked[0]]
        # Our figure against the first's, or the second's if ours is the first.
        other = next((server for server in ranked if server != self.ours), None)
        figures = {"own": shown(own, form), "first": shown(best, form), "first_server": ranked[0]}
        if key in HELD_BACK and self.generator_is_busy(cell, ranked[0]):
            return Verdict(str(cell), name, "generator", "not judged: the generator had no more to give", **figures)
        if other is None:
            return Verdict(str(cell), name, "first", "first of one", **figures)
        difference = self.runs.compare(Task(cell, self.ours), Task(cell, other), key, least)
        if difference == "too_few":
            return Verdict(str(cell), name, "too_few", "not judged: too few runs", **figures)
        if difference == "none":
            return Verdict(str(cell), name, "even", f"not told apart from {other}", **figures,
                           is_open=seems_apart(own, medians[other]), other=other)
        if (difference == "higher") == more_is_better:
            return Verdict(str(cell), name, "first", f"first, before {other}", **figures)
        behind = abs(own - best) / best if best else 1
        return Verdict(str(cell), name, "behind", f"behind {other} by {behind:.0%}", behind=behind, **figures)

    def generator_is_busy(self, cell, first):
        """With the first and with ours: with a slower server it may well have had time."""
        return all((self.runs.median(Task(cell, server), "client_cpu_pct") or 0) >= BUSY_GENERATOR
                   for server in {first, self.ours})

    def all(self):
        return [verdict for verdicts in self.cells.values() for verdict in verdicts]

    def exceptions(self):
        """How many of each kind, and a table of where it is behind."""
        every = self.all()

        def count(kind):
            return sum(verdict.kind == kind for verdict in every)

        counts = (f"Of {len(every)} figures it is first in {count('first')}, not told apart from the first or second in "
                  f"{count('even')}, and behind in {count('behind')}; {count('generator')} the generator kept from being "
                  f"judged, {count('too_few')} have too few runs, {count('failed')} failed. {RULE}\n")
        behind = [verdict for verdict in every if verdict.behind]
        if not behind:
            return counts
        rows = [[verdict.cell, verdict.figure, verdict.own, verdict.first, verdict.standing] for verdict in behind]
        return counts + "\n" + table(["workload", "figure", self.ours, "first", "verdict"], rows)

    def as_json(self):
        return [dataclasses.asdict(verdict) for verdict in self.all()]
