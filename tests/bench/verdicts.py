"""Whether one server is first, within the noise of the first, or behind, for each workload and figure."""

import dataclasses

from measuring import Task, table

# key, name, whether more is better, format, and what no difference below it can be told from chance.
FIGURES = [
    ("mps", "msgs/s", True, ",.0f", 0),
    ("p50_us", "p50 µs", False, ",.1f", 0),
    ("server_cpu_us_per_msg", "CPU µs/msg", False, ",.3g", 0),
]
IDLE_FIGURES = [("server_cpu_pct", "CPU % of one core", False, ",.3f", 0.1)]
NOISE = 0.05


@dataclasses.dataclass(frozen=True)
class Verdict:
    """behind: by what part of the first's figure; 0 when first or within the noise of it."""

    cell: str
    figure: str
    standing: str
    own: str = ""
    first: str = ""
    first_server: str = ""
    behind: float = 0

    def __str__(self):
        return f"{self.figure} {self.standing}"


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
            return Verdict(str(cell), name, "failed", behind=1)
        first = (max if more_is_better else min)(medians, key=medians.get)
        own, best = medians[self.ours], medians[first]
        behind = abs(own - best) / best if best else float(own > least)
        shown = {"own": format(own, form), "first": format(best, form), "first_server": first}
        if own == best:
            return Verdict(str(cell), name, "first", **shown)
        ours, theirs = (self.runs.values(Task(cell, server), key) for server in (self.ours, first))
        overlap = min(ours) <= max(theirs) and min(theirs) <= max(ours)
        if overlap or behind <= NOISE or abs(own - best) < least:
            return Verdict(str(cell), name, f"within the noise of {first}", **shown)
        return Verdict(str(cell), name, f"behind {first} by {behind:.0%}", behind=behind, **shown)

    def all(self):
        return [verdict for verdicts in self.cells.values() for verdict in verdicts]

    def exceptions(self):
        """The cells and figures where it is behind: ranges of the runs apart, and medians by more than 5%."""
        every = self.all()
        behind = [verdict for verdict in every if verdict.behind]
        first = sum(verdict.standing == "first" for verdict in every)
        counts = (f"Of {len(every)} figures it is first in {first}, within the noise of the first in "
                  f"{len(every) - first - len(behind)} (the ranges of the runs overlap, or the medians are within "
                  f"{NOISE:.0%}), and behind in {len(behind)}.\n")
        if not behind:
            return counts
        rows = [[verdict.cell, verdict.figure, verdict.own, verdict.first, verdict.standing] for verdict in behind]
        return counts + "\n" + table(["workload", "figure", self.ours, "first", "verdict"], rows)

    def as_json(self):
        return [dataclasses.asdict(verdict) for verdict in self.all()]
