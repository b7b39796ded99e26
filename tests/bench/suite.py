#!/usr/bin/env python3
"""The whole comparison, as ./build.sh bench runs it: writes results.md, results.json and chart.svg to artifacts/bench, and,
unless it is the quick one, what `pollecho compare` finds to compare.md, compare.html and compare.svg.

Every workload, every server, several interleaved runs; each cell with the verdict on pollecho's default server.
"""

import argparse
import json
import shutil
import subprocess
import sys

import chart
from measuring import COLUMNS, IDLE_COLUMNS, Cell, Runs, Task, machine, prepare, shown, table, three_digits
from servers import OUT, commands_of, find_pollecho
import paired
from verdicts import RULE, Verdicts, seems_apart, without

OURS = "pollecho-adaptive"
SERVERS = [OURS, "c-epoll", "c-io_uring", "c-libuv", "go", "node", "dotnet-async", "kestrel", "notebook"]
QUICK_SERVERS = [OURS, "c-epoll", "c-io_uring", "go", "node", "dotnet-async"]
GENERATORS_COMPARED = ["C", "C, verifying", "C, spinning", "pollecho client --wait epoll", "pollecho client"]
OTHER_GENERATOR = "pollecho client --wait epoll"
GLANCED = (1, 50, 500, 1000)


# Key, heading, scale, format, and which is the best.
GLANCE = [
    ("mps", "Thousands of messages a second", 1 / 1000, three_digits, max),
    ("p50_us", "Median round trip, µs", 1, three_digits, min),
    ("server_cpu_us_per_msg", "Server CPU a message, µs", 1, three_digits, min),
]
CLIENT_FIGURES = [("mps", ",.0f"), ("p50_us", ",.1f"), ("client_cpu_us_per_msg", ".2f")]


def full_cells():
    window = {"seconds": 0.35, "warmup": 0.15}
    yield from (Cell(**window, connections=count, size=size)
                for size in (128, 512, 1000) for count in (1, 50, 150, 300, 500, 1000))
    yield from (Cell(**window, connections=10, size=size, pipeline=4) for size in (16 * 1024, 64 * 1024))
    yield Cell(**window, connections=50, size=32, pipeline=1000)
    yield Cell(**window, connections=50, size=128, idle=5000)
    yield Cell(1, 0.2, idle=1000, quiet=True)


def quick_cells():
    window = {"seconds": 0.15, "warmup": 0.05}
    yield from (Cell(**window, connections=count, size=128) for count in (1, 50))
    yield Cell(**window, connections=50, size=32, pipeline=1000)
    yield Cell(0.25, 0.1, idle=1000, quiet=True)


def has_two_generators(cell):
    return cell.size == 128 and not cell.idle


def generator_tasks(cells):
    """The generators among themselves: against one and the same server, and against sockperf's where that is here."""
    few = [cell for cell in cells if has_two_generators(cell) and cell.connections in GLANCED]
    tasks = [Task(cell, "c-epoll", generator) for cell in few for generator in GENERATORS_COMPARED]
    if shutil.which("sockperf"):
        # Its backlog of 10 does not take 50 connections at once, and its client has but one.
        tasks += [Task(few[0], "sockperf", generator)
                  for generator in ("pollecho client --wait epoll, sockperf's message", "sockperf ping-pong")]
    return tasks


def server_tasks(cells, servers):
    for cell in cells:
        yield from (Task(cell, server) for server in servers)
        if has_two_generators(cell):
            yield from (Task(cell, server, OTHER_GENERATOR) for server in servers)


def short(cell):
    size = f"{cell.size // 1024} KiB" if cell.size >= 1024 else f"{cell.size} B"
    text = f"{cell.connections:,} × {size}"
    text += f", {cell.pipeline:,} deep" if cell.pipeline > 1 else ""
    return text + (f", {cell.idle:,} idle" if cell.idle else "")


def is_glanced(cell):
    return not cell.quiet and cell.size not in (512, 1000) and (cell.size != 128 or cell.idle or cell.connections in GLANCED)


def medians_of(cell, servers, runs, key):
    return {server: value for server in servers if (value := runs.median(Task(cell, server), key)) is not None}


def level_with_first(cell, servers, runs, key, best):
    """The best in a workload, and those not told apart from it, with their medians."""
    medians = medians_of(cell, servers, runs, key)
    first = best(medians, key=medians.get, default=None)
    return {server: value for server, value in medians.items()
            if server == first or runs.compare(Task(cell, server), Task(cell, first), key) not in ("higher", "lower")}


def at_a_glance(cells, servers, runs):
    """What the README shows: of each figure one table, in bold the best and what is not told apart from it."""
    glanced = [*filter(is_glanced, cells)]
    for key, heading, scale, form, best in GLANCE:
        columns = []
        for cell in glanced:
            level, medians = level_with_first(cell, servers, runs, key, best), medians_of(cell, servers, runs, key)
            texts = {server: shown(value * scale, form) for server, value in medians.items()}
            columns.append([f"**{texts[server]}**" if server in level else texts.get(server, "failed") for server in servers])
        yield f"{heading}:\n"
        yield table(["server", *map(short, glanced)], [[server, *row] for server, row in zip(servers, zip(*columns))])


def open_tasks(cells, servers, runs, verdicts):
    """What more runs may tell apart: servers whose medians differ by what matters, and whose runs do not show it yet."""
    for cell in cells:
        names = {name for verdict in verdicts.of(cell) if verdict.is_open for name in (OURS, verdict.other)}
        for key, _, _, _, best in GLANCE if is_glanced(cell) else []:
            level = level_with_first(cell, servers, runs, key, best)
            first = best(level, key=level.get, default=None)
            apart = {name for name in level if seems_apart(level[name], level[first])}
            names |= apart | {first} if apart else set()
        yield from (Task(cell, name) for name in servers if name in names)


def describe_cells(cells, servers, runs, verdicts):
    for cell in cells:
        columns = IDLE_COLUMNS if cell.quiet else COLUMNS
        rows = [[server, *(runs.spread(Task(cell, server), key, scale, form) for key, _, scale, form in columns)]
                for server in servers]
        yield f"### {cell}\n\n{table(['server', *(column[1] for column in columns)], rows)}"
        yield f"{OURS}: " + "; ".join(str(verdict) for verdict in verdicts.of(cell)) + ".\n"


def compare_two(cells, servers, runs):
    """The two generators' figures for the same server and workload."""
    rows = []
    for cell in filter(has_two_generators, cells):
        for server in servers:
            row = [f"{server}, {cell.connections:,}"]
            for key, form in CLIENT_FIGURES:
                both = [runs.median(Task(cell, server, generator), key) for generator in ("C", OTHER_GENERATOR)]
                row += ["failed" if value is None else format(value, form) for value in both]
                row.append(f"{both[1] / both[0]:.2f}" if all(both) else "–")
            rows.append(row)
    headings = ["server, connections"]
    for name in ("msgs/s", "p50 µs", "client CPU µs/msg"):
        headings += [f"{name}, C", "pollecho", "×"]
    return table(headings, rows)


def compare_generators(tasks, runs):
    rows = [[f"{task.server}, {task.cell.connections:,}", task.generator,
             *(runs.spread(task, key, 1, form) for key, form in CLIENT_FIGURES)] for task in tasks]
    return table(["server, connections", "generator", "requests/s", "p50 µs", "client CPU µs/request"], rows)


def report(cells, servers, generators, runs, verdicts, how):
    yield "# Echo servers side by side\n"
    yield f"{how}\n"
    yield "![Throughput and CPU a message of each server](chart.svg)\n"
    yield "## At a glance\n"
    yield (f"Connections × message size; *deep* is how many messages are in flight on each. In bold the best, and what is "
           f"not told apart from it. {RULE}\n")
    yield from at_a_glance(cells, servers, runs)
    yield "## Workload by workload\n"
    yield "Driven by the C generator, which blocks in epoll_wait. CPU and memory are the server's.\n"
    yield from describe_cells(cells, servers, runs, verdicts)
    yield "## The two generators on the same servers\n"
    yield ("tests/bench/load.c and `pollecho client --wait epoll`, 128 B; × is pollecho's figure over the other's. "
           "pollecho compares every byte of every reply, the C generator here compares none.\n")
    yield compare_two(cells, servers, runs)
    yield "## The generators among themselves\n"
    yield ("Medians of client-side figures, 128 B. pollecho compares the replies, except to sockperf's server, and the C generator "
           "where it says so.\n")
    yield compare_generators(generators, runs)
    yield f"## Where {OURS} is behind\n"
    yield verdicts.exceptions()


def compare_ways(pollecho):
    """What `pollecho compare` finds: as Markdown, as a page, and as its picture."""
    print("pollecho compare", flush=True)
    with open(OUT / "compare.md", "w", encoding="utf-8") as figures:
        files = ["--html", OUT / "compare.html", "--svg", OUT / "compare.svg"]
        return subprocess.run([pollecho, "compare", "--markdown", *files], stdout=figures, check=False).returncode == 0


def parse_arguments():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--quick", action="store_true", help="a few workloads and servers, in under two minutes")
    parser.add_argument("--runs", type=int, help=f"how often to measure everything (default: {paired.FEWEST_PAIRS}, the fewest that are judged)")
    return parser.parse_args()


def main():
    args = parse_arguments()
    if not (OUT / "load").is_file():
        sys.exit("suite.py: the load generator is not built; run tests/bench/build.sh")
    count = args.runs or paired.FEWEST_PAIRS
    cells = [*(quick_cells() if args.quick else full_cells())]
    wanted = QUICK_SERVERS if args.quick else SERVERS
    pollecho = find_pollecho()
    commands, absent = commands_of([*wanted, "sockperf"], pollecho)
    servers = [name for name in wanted if name in commands]
    if OURS not in servers:
        sys.exit("suite.py: pollecho is not there; run ./build.sh publish")
    generators = [task for task in generator_tasks(cells) if task.server in commands]
    # Once each: some of the generators' comparison is measured with the servers anyway.
    tasks = [*dict.fromkeys([*server_tasks(cells, servers), *generators])]

    prepare()
    runs = Runs()
    runs.measure(tasks, commands, count)
    if not args.quick:
        runs.measure_more([*open_tasks(cells, servers, runs, Verdicts(cells, servers, runs, OURS))], commands)
    verdicts = Verdicts(cells, servers, runs, OURS)
    window = cells[0]
    how = (f"{machine()}. Medians of {runs.count_in_words()} (lowest–highest), each {window.seconds:g} s after "
           f"{window.warmup:g} s of warm-up, on 127.0.0.1.{without(absent)}")
    (OUT / "results.json").write_text(json.dumps(
        {"machine": machine(), "absent": absent, "runs": runs.as_json(), "verdicts": verdicts.as_json()}, indent=1))
    (OUT / "results.md").write_text("\n".join(report(cells, servers, generators, runs, verdicts, how)))
    (OUT / "chart.svg").write_text(chart.draw(cells, servers, runs, OURS, how))
    compared = args.quick or compare_ways(pollecho)
    written = ["results.md", "results.json", "chart.svg"] + ([] if args.quick else ["compare.md", "compare.html", "compare.svg"])
    print("\n".join(str(OUT / name) for name in written))
    return 0 if compared and not runs.failed() else 1


if __name__ == "__main__":
    sys.exit(main())
