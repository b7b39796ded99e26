#!/usr/bin/env python3
"""Runs echo servers in turn under one load generator and prints their figures side by side, as markdown.

Every run goes through all cells (connections x message size) and, within a cell, through all servers, each freshly
started; the order of the servers is rotated from run to run. Shown are medians over the runs, and from the lowest to
the highest value seen. Build first: ./build.sh publish, tests/bench/build.sh. For the whole comparison: ./build.sh bench.
"""

import argparse
import json
import math
import shlex
import statistics
import sys
from pathlib import Path

import paired
from measuring import COLUMNS, IDLE_COLUMNS, Cell, Runs, Task, machine, prepare, table
from verdicts import RULE, without
from servers import OUT, PEERS, commands_of, find_pollecho

# What is compared: key, heading, and which of several references is the best one.
RATIOS = [("mps", "msgs/s ×", max), ("p50_us", "p50 ×", min), ("server_cpu_us_per_msg", "CPU/msg ×", min)]
IDLE_RATIOS = [("server_rss_kb", "RSS ×", min)]


def parse_arguments():
    def numbers(text):
        return [int(part) for part in text.split(",")]

    def names(text):
        return [part.strip() for part in text.split(",")]

    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    add = parser.add_argument
    add("--servers", type=names, default=["pollecho-adaptive", *(name for name in PEERS if name != "sockperf")],
        help=f"pollecho-STRATEGY, {', '.join(PEERS)}")
    add("--reference", type=names, help="compare with this server, or of several with the best for each cell and figure"
        " (default: the first of --servers)")
    add("--connections", type=numbers, default=[1, 50, 500])
    add("--sizes", type=numbers, default=[128], help="bytes in a message")
    add("--seconds", type=float, default=2)
    add("--warmup", type=float, default=0.5)
    add("--runs", type=int, default=paired.FEWEST_PAIRS)
    add("--pipeline", type=int, default=1, help="messages in flight on each connection")
    add("--idle", type=int, default=0, help="connections held open beside, silent")
    add("--idle-only", type=float, metavar="SECONDS", help="no traffic: the servers' use over so long with --idle")
    add("--load-wait", choices=["epoll", "spin"], default="epoll", help="how the generator waits")
    add("--load-args", type=shlex.split, default=[], help="more options for the generator: --load-args='--cpu 1'")
    add("--server-args", type=shlex.split, default=[], help="more options for pollecho: --server-args='--threads 2'")
    add("--pollecho", type=Path, help="the binary (default: the newest that ./build.sh publish made)")
    add("--json", type=Path, metavar="FILE", help="save every single run")
    return parser.parse_args()


def cells_of(args):
    more = {"warmup": args.warmup, "idle": args.idle, "load_args": tuple(args.load_args)}
    if args.idle_only:
        return [Cell(args.idle_only, quiet=True, **more)]
    return [Cell(args.seconds, connections=count, size=size, pipeline=args.pipeline, **more)
            for count in args.connections for size in args.sizes]


class Comparison:
    """The tables: each server's figures in each cell, and their ratio to those of the references."""

    def __init__(self, args, cells, servers, runs):
        self.cells, self.servers, self.runs = cells, servers, runs
        self.references = args.reference or servers[:1]
        self.generator = "C, spinning" if args.load_wait == "spin" else "C"

    def task(self, cell, server):
        return Task(cell, server, self.generator)

    def ratio(self, cell, server, key, best):
        """Median against median. A reference that failed in this cell is no reference there."""
        own = self.runs.median(self.task(cell, server), key)
        others = [value for other in self.references if (value := self.runs.median(self.task(cell, other), key))]
        return own / best(others) if own is not None and others else None

    def shown_ratio(self, cell, server, key, best):
        """In brackets where the server is not told apart from the best reference."""
        value = self.ratio(cell, server, key, best)
        if value is None:
            return "–"
        measured = {other: found for other in self.references if (found := self.runs.median(self.task(cell, other), key))}
        reference = best(measured, key=measured.get)
        difference = self.runs.compare(self.task(cell, server), self.task(cell, reference), key)
        apart = server == reference or difference in ("higher", "lower")
        return f"{value:.2f}" if apart else f"({value:.2f})"

    def print_cell(self, cell):
        columns, ratios = (IDLE_COLUMNS, IDLE_RATIOS) if cell.quiet else (COLUMNS, RATIOS)
        print(f"### {cell}\n")
        rows = []
        for server in self.servers:
            shown = [self.runs.spread(self.task(cell, server), key, scale, form) for key, _, scale, form in columns]
            rows.append([server, *shown, *(self.shown_ratio(cell, server, key, best) for key, _, best in ratios)])
        print(table(["server", *(column[1] for column in columns), *(heading for _, heading, _ in ratios)], rows))

    def print_means(self):
        print(f"### All {len(self.cells)} cells: geometric mean of the ratios (worst cell)\n")
        rows = []
        for server in self.servers:
            row = [server]
            for key, _, best in RATIOS:
                found = [value for cell in self.cells if (value := self.ratio(cell, server, key, best))]
                worst = {max: min, min: max}[best]
                row.append(f"{math.exp(statistics.fmean(map(math.log, found))):.3f} ({worst(found):.3f})"
                           if found else "–")
                if found and len(found) < len(self.cells):
                    row[-1] += f", {len(self.cells) - len(found)} failed"
            rows.append(row)
        print(table(["server", *(heading for _, heading, _ in RATIOS)], rows))


def main():
    args = parse_arguments()
    if not (OUT / "load").is_file():
        sys.exit("bench.py: the load generator is not built; run tests/bench/build.sh")
    commands, absent = commands_of(args.servers, args.pollecho or find_pollecho(), args.server_args)
    if not commands:
        sys.exit("bench.py: none of the servers is built")
    runs, cells = Runs(), cells_of(args)
    comparison = Comparison(args, cells, [*commands], runs)
    if unknown := [name for name in comparison.references if name not in commands]:
        sys.exit(f"bench.py: the reference {unknown[0]} is not among the servers that run")
    prepare()
    runs.measure([comparison.task(cell, server) for cell in cells for server in commands], commands, args.runs)
    if args.json:
        settings = {key: str(value) if isinstance(value, Path) else value for key, value in vars(args).items()}
        args.json.write_text(json.dumps({"machine": machine(), "settings": settings, "runs": runs.as_json()}, indent=1))

    best = "the best of " if len(comparison.references) > 1 else ""
    load = f"{args.idle_only:g} s without traffic" if args.idle_only else \
        f"{args.seconds:g} s each, generator waits by {args.load_wait}"
    print(f"{machine()}; {args.runs} interleaved runs, {load}; median (lowest–highest); "
          f"ratios to {best}{', '.join(comparison.references)}, those in brackets not told apart from it. "
          f"{RULE}{without(absent)}\n")
    for cell in cells:
        comparison.print_cell(cell)
    if len(cells) > 1:
        comparison.print_means()
    return 1 if runs.failed() else 0


if __name__ == "__main__":
    sys.exit(main())
