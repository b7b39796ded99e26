#!/usr/bin/env python3
"""Holds `pollecho sweep` to servers of known capacity: of ten runs, nine must find a knee from 5% below it to 1% above.

Takes over an hour with all cases, on a machine that has nothing else to do and two cores at least. Needs
tests/bench/build.sh to have been run, and ./build.sh publish.
"""
import argparse
import json
import pathlib
import subprocess
import sys

HERE = pathlib.Path(__file__).resolve().parent
ARTIFACTS = HERE.parent.parent / "artifacts"
SIZE = 128
LOWEST, HIGHEST = 0.95, 1.01
NEEDED = 0.9


def knee(binary, paced, capacity, connections, extra):
    """The knee that one run finds, or what it says instead."""
    with subprocess.Popen([paced, "0", str(capacity), str(SIZE)], stdout=subprocess.PIPE, text=True) as server:
        try:
            port = server.stdout.readline().strip()
            command = [binary, "sweep", f"127.0.0.1:{port}", "-c", str(connections), "-s", str(SIZE), "--json", *extra]
            run = subprocess.run(command, capture_output=True, text=True, check=False)
            result = json.loads(run.stdout)["result"]
            return result["knee_messages_per_s"], result["limit"], len(result["steps"]), result["elapsed_s"]
        finally:
            server.kill()


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--pollecho", default=str(ARTIFACTS / "linux-x64" / "pollecho"))
    parser.add_argument("--paced", default=str(ARTIFACTS / "bench" / "paced_echo"))
    parser.add_argument("--capacities", default="500,2000,20000")
    parser.add_argument("--connections", default="1,10,50")
    parser.add_argument("--runs", type=int, default=10)
    parser.add_argument("extra", nargs="*", help="options of the sweep, behind --")
    options = parser.parse_args()
    failed = False
    print("| capacity | connections | in bounds | knees, as shares of the capacity |\n|--:|--:|--:|---|")
    for capacity in map(int, options.capacities.split(",")):
        for connections in map(int, options.connections.split(",")):
            shares, good = [], 0
            for number in range(options.runs):
                found, limit, steps, seconds = knee(options.pollecho, options.paced, capacity, connections, options.extra)
                good += found is not None and LOWEST <= found / capacity <= HIGHEST
                shares.append(limit if found is None else f"{found / capacity:.3f}")
                print(f"{capacity}/s, {connections} connections, run {number + 1}: {shares[-1]}, {steps} steps, {seconds:.0f} s",
                      file=sys.stderr, flush=True)
            failed |= good < NEEDED * options.runs
            print(f"| {capacity} | {connections} | {good} of {options.runs} | {' '.join(shares)} |", flush=True)
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
