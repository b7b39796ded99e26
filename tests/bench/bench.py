#!/usr/bin/env python3
"""Runs echo servers in turn under one load generator and prints their figures side by side, as markdown.

Every run goes through all cells (connections x message size) and, within a cell, through all servers, each freshly
started; the order of the servers is rotated from run to run, so that a machine that gets slower or faster meanwhile
favours none. There is never more than one server and one load at a time. Shown are medians over the runs, and from
the lowest to the highest value seen. Build first: tests/bench/build.sh.
"""

import argparse
import collections
import json
import math
import os
import platform
import resource
import shlex
import shutil
import signal
import socket
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

HERE = Path(__file__).resolve().parent
OUT = HERE.parent.parent / "artifacts" / "bench"

PEERS = {
    "c-epoll": [OUT / "epoll_echo"],
    "c-spin": [OUT / "spin_echo"],
    "c-io_uring": [OUT / "uring_echo"],
    "c-libuv": [OUT / "uv_echo"],
    "go": [OUT / "go_echo"],
    "node": [Path("node"), HERE / "peers" / "node_echo.js"],
    "dotnet-async": [OUT / "AsyncEcho" / "AsyncEcho"],
    "kestrel": [OUT / "Kestrel" / "Kestrel"],
    "plain-spin": [OUT / "PlainSpin" / "PlainSpin"],
    "notebook": [Path(sys.executable), HERE / "peers" / "notebook.py"],
}

# What is shown of a run: key in the generator's JSON, heading, scale, format.
COLUMNS = [
    ("mps", "msgs/s", 1, ",.0f"),
    ("p50_us", "p50 µs", 1, ",.1f"),
    ("p99_us", "p99 µs", 1, ",.1f"),
    ("server_cpu_us_per_msg", "server CPU µs/msg", 1, ",.2f"),
    ("server_rss_kb", "RSS MB", 1 / 1024, ",.1f"),
]
IDLE_COLUMNS = [
    ("server_cpu_pct", "server CPU % of one core", 1, ",.3f"),
    ("server_rss_kb", "RSS MB", 1 / 1024, ",.1f"),
    ("server_peak_rss_kb", "peak RSS MB", 1 / 1024, ",.1f"),
]
# What is compared: key, heading, and which of several references is the best one.
RATIOS = [("mps", "msgs/s ×", max), ("p50_us", "p50 ×", min), ("server_cpu_us_per_msg", "CPU/msg ×", min)]
IDLE_RATIOS = [("server_rss_kb", "RSS ×", min)]

Cell = collections.namedtuple("Cell", "connections size")


class Failed(Exception):
    """One server did not start, or one load did not succeed: told in the table, and the rest goes on."""


def parse_arguments():
    def numbers(text):
        return [int(part) for part in text.split(",")]

    def names(text):
        return [part.strip() for part in text.split(",")]

    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    add = parser.add_argument
    add("--servers", type=names, default=["pollecho-adaptive", *PEERS],
        help=f"pollecho-STRATEGY, {', '.join(PEERS)}")
    add("--reference", type=names, help="compare with this server, or of several with the best for each cell and figure"
        " (default: the first of --servers)")
    add("--connections", type=numbers, default=[1, 50, 500])
    add("--sizes", type=numbers, default=[128], help="bytes in a message")
    add("--seconds", type=float, default=2)
    add("--warmup", type=float, default=0.5)
    add("--runs", type=int, default=5)
    add("--pipeline", type=int, default=1, help="messages in flight on each connection")
    add("--idle", type=int, default=0, help="connections held open beside, silent")
    add("--idle-only", type=float, metavar="SECONDS", help="no traffic: the servers' use over so long with --idle")
    add("--load-wait", choices=["epoll", "spin"], default="epoll", help="how the generator waits")
    add("--load-args", type=shlex.split, default=[], help="more options for the generator: --load-args='--cpu 1'")
    add("--server-args", type=shlex.split, default=[], help="more options for pollecho: --server-args='--threads 2'")
    add("--pollecho", type=Path, help="the binary (default: the newest that ./build.sh publish made)")
    add("--json", type=Path, metavar="FILE", help="save every single run")
    return parser.parse_args()


def find_pollecho():
    found = (HERE.parent.parent / "artifacts").glob("*/pollecho")
    return max(found, key=lambda path: path.stat().st_mtime, default=None)


def commands_of(args):
    """Server name -> its command line up to the port; a server that is not built is named and left out."""
    pollecho = args.pollecho or find_pollecho()
    commands = {}
    for name in args.servers:
        if name.startswith("pollecho-"):
            strategy = name.removeprefix("pollecho-")
            binary, command = pollecho, [pollecho, "server", "--wait", strategy, *args.server_args, "--port"]
        elif name in PEERS:
            binary, command = PEERS[name][0], PEERS[name]
        else:
            sys.exit(f"bench.py: there is no server {name}; there are pollecho-STRATEGY, {', '.join(PEERS)}")
        if binary and shutil.which(binary):
            commands[name] = [str(part) for part in command]
        else:
            print(f"left out: {name} ({binary or 'pollecho'} is not built)", file=sys.stderr)
    return commands


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


class Server:
    """One server process, listening; stopped by its own process id whatever happens."""

    def __init__(self, command):
        self.port = free_port()
        self.errors = tempfile.TemporaryFile()
        self.process = subprocess.Popen([*command, str(self.port)], stdin=subprocess.DEVNULL,
                                        stdout=subprocess.DEVNULL, stderr=self.errors)

    def __enter__(self):
        try:
            self.wait_until_it_accepts()
        except BaseException:
            self.__exit__()
            raise
        return self

    def wait_until_it_accepts(self):
        deadline = time.monotonic() + 10
        while time.monotonic() < deadline:
            if self.process.poll() is not None:
                self.errors.seek(0)
                message = self.errors.read().decode(errors="replace").strip().splitlines()
                raise Failed(f"server ended with {self.process.returncode}: {message[0] if message else 'no message'}")
            try:
                socket.create_connection(("127.0.0.1", self.port), timeout=1).close()
                return
            except OSError:
                time.sleep(0.01)
        raise Failed("server did not accept within 10 s")

    def __exit__(self, *_):
        if self.process.poll() is None:
            self.process.send_signal(signal.SIGTERM)
        try:
            self.process.wait(5)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()
        self.errors.close()


def measure(args, command, cell):
    with Server(command) as server:
        load = [str(OUT / "load"), "127.0.0.1", str(server.port)]
        if args.idle_only:
            load += ["--idle-only", str(args.idle_only)]
        else:
            load += [str(cell.connections), str(cell.size), str(args.seconds)]
            load += ["--wait", args.load_wait, "--pipeline", str(args.pipeline)]
        load += ["--idle", str(args.idle), "--warmup", str(args.warmup), "--server-pid", str(server.process.pid)]
        load += args.load_args
        # The generator itself gives up when connecting takes, or no reply has come for, 10 s.
        bound = args.warmup + (args.idle_only or args.seconds) + 40
        try:
            result = subprocess.run(load, capture_output=True, text=True, timeout=bound)
        except subprocess.TimeoutExpired:
            raise Failed(f"load did not end within {bound:g} s") from None
        if result.returncode != 0:
            raise Failed(result.stderr.strip() or f"load ended with {result.returncode}")
        return json.loads(result.stdout)


def run_all(args, commands, cells):
    runs = []
    for run in range(args.runs):
        first = run % len(commands)
        order = [*commands][first:] + [*commands][:first]
        for cell in cells:
            for name in order:
                entry = {"run": run, "server": name, **cell._asdict()}
                try:
                    entry["result"] = measure(args, commands[name], cell)
                except Failed as failure:
                    entry["error"] = str(failure)
                    print(f"{name}, {describe(args, cell)}: {failure}", file=sys.stderr)
                runs.append(entry)
        print(f"run {run + 1} of {args.runs} done", file=sys.stderr)
    return runs


def describe(args, cell):
    if args.idle_only:
        return f"{args.idle:,} idle connections"
    text = f"{cell.connections:,} connection{'s' if cell.connections > 1 else ''} × {cell.size:,} B"
    text += f", {args.pipeline:,} in flight on each" if args.pipeline > 1 else ""
    return text + (f", beside {args.idle:,} idle" if args.idle else "")


def values(runs, cell, name, key):
    return [run["result"][key] for run in runs
            if run["server"] == name and Cell(run["connections"], run["size"]) == cell and "result" in run]


def median(runs, cell, name, key):
    found = values(runs, cell, name, key)
    return statistics.median(found) if found else None


def ratio(runs, cell, name, references, key, best):
    """Median against median. A reference that failed in this cell is no reference there."""
    own = median(runs, cell, name, key)
    others = [value for other in references if (value := median(runs, cell, other, key))]
    return own / best(others) if own is not None and others else None


def table(headings, rows):
    print("| " + " | ".join(headings) + " |")
    print("|---" + "|---:" * (len(headings) - 1) + "|")
    for row in rows:
        print("| " + " | ".join(row) + " |")
    print()


def spread(found, scale, form):
    if not found:
        return "failed"
    low, middle, high = (format(value * scale, form) for value in (min(found), statistics.median(found), max(found)))
    return f"{middle} ({low}–{high})"


def print_cells(args, commands, cells, runs, references):
    columns, ratios = (IDLE_COLUMNS, IDLE_RATIOS) if args.idle_only else (COLUMNS, RATIOS)
    for cell in cells:
        print(f"### {describe(args, cell)}\n")
        rows = []
        for name in commands:
            shown = [spread(values(runs, cell, name, key), scale, form) for key, _, scale, form in columns]
            compared = [ratio(runs, cell, name, references, key, best) for key, _, best in ratios]
            rows.append([name, *shown, *("–" if value is None else f"{value:.2f}" for value in compared)])
        table(["server", *(column[1] for column in columns), *(heading for _, heading, _ in ratios)], rows)


def print_means(commands, cells, runs, references):
    print(f"### All {len(cells)} cells: geometric mean of the ratios (worst cell)\n")
    rows = []
    for name in commands:
        row = [name]
        for key, _, best in RATIOS:
            found = [value for cell in cells if (value := ratio(runs, cell, name, references, key, best))]
            worst = {max: min, min: max}[best]
            row.append(f"{math.exp(statistics.fmean(map(math.log, found))):.3f} ({worst(found):.3f})" if found else "–")
            if found and len(found) < len(cells):
                row[-1] += f", {len(cells) - len(found)} failed"
        rows.append(row)
    table(["server", *(heading for _, heading, _ in RATIOS)], rows)


def machine():
    model = platform.machine()
    try:
        lines = Path("/proc/cpuinfo").read_text().splitlines()
        model = next((line.split(":", 1)[1].strip() for line in lines if line.startswith("model name")), model)
    except OSError:
        pass
    return f"{model}, {len(os.sched_getaffinity(0))} processors, {platform.system()} {platform.release()}"


def main():
    args = parse_arguments()
    if not (OUT / "load").is_file():
        sys.exit("bench.py: the load generator is not built; run tests/bench/build.sh")
    commands = commands_of(args)
    if not commands:
        sys.exit("bench.py: none of the servers is built")
    references = args.reference or [next(iter(commands))]
    if unknown := [name for name in references if name not in commands]:
        sys.exit(f"bench.py: the reference {unknown[0]} is not among the servers that run")
    # Handed down to the servers: thousands of connections must not stop at a shell's default.
    _, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (hard, hard))

    # An exit rather than an end, so that a running server is stopped first.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(128 + signal.SIGTERM))

    cells = [Cell(count, size) for count in args.connections for size in args.sizes]
    if args.idle_only:
        cells = [Cell(0, 0)]
    runs = run_all(args, commands, cells)
    if args.json:
        settings = {key: str(value) if isinstance(value, Path) else value for key, value in vars(args).items()}
        args.json.write_text(json.dumps({"machine": machine(), "settings": settings, "runs": runs}, indent=1))

    best = "the best of " if len(references) > 1 else ""
    load = f"{args.idle_only:g} s without traffic" if args.idle_only else \
        f"{args.seconds:g} s each, generator waits by {args.load_wait}"
    print(f"{machine()}; {args.runs} interleaved runs, {load}; median (lowest–highest); "
          f"ratios to {best}{', '.join(references)}.\n")
    print_cells(args, commands, cells, runs, references)
    if len(cells) > 1:
        print_means(commands, cells, runs, references)
    return 1 if any("error" in run for run in runs) else 0


if __name__ == "__main__":
    sys.exit(main())
