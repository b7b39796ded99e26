#!/usr/bin/env python3
"""Mutation testing: changes one thing at a time in a copy of the source, and sees whether the unit tests notice.

    tests/mutants/mutants.py                  all of mutants.toml
    tests/mutants/mutants.py SendSchedule     those with that in their file or description
    tests/mutants/mutants.py --check          only sees that each still fits the source

Exits with 1 if a mutant survived or did not compile, and with 2 if the list does not fit the source, or the tests fail
without any mutant. One that hangs the tests counts as killed. The working tree is not touched.
"""
import argparse
import json
import os
import pathlib
import re
import shutil
import signal
import subprocess
import sys
import tempfile
import time
import tomllib

ROOT = pathlib.Path(__file__).resolve().parents[2]
LIST = pathlib.Path(__file__).with_name("mutants.toml")
SOURCE = pathlib.Path("src/pollecho")
TESTS = pathlib.Path("tests/pollecho.Tests")
PROGRAM = pathlib.Path("artifacts/bin/pollecho.Tests/release/pollecho.Tests")

# Only what the tests run matters here, not what the compiler thinks of a mutant's style.
PROPERTIES = ["-p:Configuration=Release", "-p:MinVerSkip=true", "-p:RunAnalyzers=false", "-p:TreatWarningsAsErrors=false",
              "-p:GenerateDocumentationFile=false"]

# The most that a build, or the tests without a mutant, may take.
MOST_SECONDS = 600

# How many times that the tests may take with one: the machine may be busier then.
TIMES_LONGER = 3


class Failure(Exception):
    """What ends the run, in words for the user."""


def main():
    parser = argparse.ArgumentParser(description="Mutation testing, see the head of this file.")
    parser.add_argument("choice", nargs="*", help="only mutants with one of these texts in their file or description")
    parser.add_argument("--listed", action="store_true", help="only the tests that the list names: sooner through, and a survivor may be none")
    parser.add_argument("--check", action="store_true", help="only see that the list fits the source")
    arguments = parser.parse_args()
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    try:
        mutants = tomllib.loads(LIST.read_text())["mutant"]
        check(mutants)
        if arguments.check:
            print(f"{len(mutants)} mutants fit the source")
            return 0
        chosen = [mutant for mutant in mutants if not arguments.choice
                  or any(text in f"{mutant['file']}: {mutant['what']}" for text in arguments.choice)]
        return run(chosen, arguments.listed)
    except (Failure, tomllib.TOMLDecodeError) as error:
        print(f"mutants.py: {error}", file=sys.stderr)
        return 2
    except KeyboardInterrupt:
        return 130


def check(mutants):
    """Each mutant's text is in its file once, and its tests exist."""
    stale = []
    tests = {name for path in (ROOT / TESTS).rglob("*.cs") for name in re.findall(r"class (\w+Tests)\b", path.read_text())}
    for mutant in mutants:
        file = ROOT / SOURCE / mutant["file"]
        times = file.read_text().count(mutant["from"]) if file.exists() else 0
        if times != 1:
            stale.append(f"{mutant['file']} has this {times} times, not once: {mutant['from']}")
        stale += [f"there are no {name} for {mutant['file']}" for name in mutant.get("tests", []) if name not in tests]
    if stale:
        raise Failure("the list does not fit the source:\n" + "\n".join(stale))


def run(mutants, listed):
    with tempfile.TemporaryDirectory(prefix="pollecho-mutants-") as folder:
        copy = pathlib.Path(folder)
        copy_tree(copy)
        compile = build(copy)
        start = time.monotonic()
        every = sorted({name for mutant in mutants for name in mutant.get("tests", [])}) if listed else []
        if (failed := test(copy, every, MOST_SECONDS)) is not None:
            raise Failure(f"without a mutant this fails: {failed}")
        limit = (time.monotonic() - start) * TIMES_LONGER
        counts = {}
        for number, mutant in enumerate(mutants, 1):
            start = time.monotonic()
            outcome, detail = "equivalent", mutant.get("equivalent")
            if (needed := mutant.get("needs")) and not os.environ.get(needed):
                outcome, detail = "not tried", f"{needed} is not set"
            elif detail is None:
                outcome, detail = try_mutant(copy, mutant, compile, limit, listed)
            counts[outcome] = counts.get(outcome, 0) + 1
            print(f"{number:3}/{len(mutants)} {outcome:15} {time.monotonic() - start:4.0f} s  "
                  f"{mutant['file']}: {mutant['what']}{f' ({detail})' if detail else ''}", flush=True)
    print(", ".join(f"{count} {outcome}" for outcome, count in sorted(counts.items())))
    return 1 if counts.keys() - {"killed", "equivalent", "not tried"} else 0


def copy_tree(copy):
    """What git knows of the working tree, and what it would add."""
    listed = subprocess.run(["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
                            cwd=ROOT, check=True, capture_output=True, text=True).stdout
    for name in filter(None, listed.split("\0")):
        if (ROOT / name).is_file():
            (copy / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy2(ROOT / name, copy / name)


def try_mutant(copy, mutant, compile, limit, listed):
    """The outcome, and what has noticed."""
    file = copy / SOURCE / mutant["file"]
    text = file.read_text()
    file.write_text(text.replace(mutant["from"], mutant["to"]))
    try:
        code, output = call(compile, copy / SOURCE, MOST_SECONDS)
        if code != 0:
            return "did not compile", first_line(output, ": error ")
        # Those that are to notice first, and only if they do not, all.
        first = mutant.get("tests", [])
        for tests in [first] * bool(first) + [[]] * (not listed):
            if (failed := test(copy, tests, limit)) is not None:
                return "killed", failed
        return "survived", None
    finally:
        file.write_text(text)


def build(copy):
    """The command that compiles the source alone, beside the tests, which are built here."""
    code, output = call(["dotnet", "build", TESTS, "--nologo", "-v", "q", *PROPERTIES], copy, MOST_SECONDS)
    if code != 0:
        raise Failure(f"it does not build without a mutant: {first_line(output, ': error ')}")

    # What is up to date is not compiled, and then no command is told.
    next((copy / SOURCE).glob("*.cs")).touch()
    code, output = call(["dotnet", "msbuild", SOURCE, "-t:Compile", "-p:ProvideCommandLineArgs=true", "-p:SkipCompilerExecution=true",
                         "-getItem:CscCommandLineArgs", "-getProperty:RoslynTargetsPath", *PROPERTIES], copy, MOST_SECONDS)
    if code != 0:
        raise Failure(f"how it is compiled is not known: {output}")
    known = json.loads(output)
    arguments = [item["Identity"] for item in known["Items"]["CscCommandLineArgs"]]
    response = copy / "mutant.rsp"
    response.write_text("\n".join(argument for argument in arguments if argument != "/noconfig"))
    library = (copy / PROGRAM).with_name("pollecho.dll")
    folder = pathlib.Path(known["Properties"]["RoslynTargetsPath"]) / "bincore"
    return ["dotnet", "exec", folder / "csc.dll", "/noconfig", f"@{response}", f"/out:{library}"]


def test(copy, classes, limit):
    """None, or the first test that failed."""
    filters = [word for name in classes for word in ("-class", f"*.{name}")]
    code, output = call([copy / PROGRAM, "-noColor", "-noLogo", "-stopOnFail", *filters], copy, limit)
    if code == 0:
        return None
    return first_line(output, "[FAIL]") or ("it hangs" if code is None else "it crashes")


def first_line(output, text):
    return next((line.strip() for line in output.splitlines() if text in line), None)


def call(command, folder, seconds):
    """The exit code, or None if it had to be ended, with all that it started."""
    with tempfile.TemporaryFile("w+") as output:
        process = subprocess.Popen(command, cwd=folder, stdin=subprocess.DEVNULL, stdout=output, stderr=subprocess.STDOUT,
                                   start_new_session=True)
        try:
            code = process.wait(seconds)
        except subprocess.TimeoutExpired:
            code = None
        finally:
            if process.returncode is None:
                os.killpg(process.pid, signal.SIGKILL)
                process.wait()
        output.seek(0)
        return code, output.read()


if __name__ == "__main__":
    sys.exit(main())
