"""The load generators: each drives one server with one workload, and gives its figures under the same keys.

mps, p50_us, p99_us, client_cpu_us_per_msg; of the C generator alone also client_cpu_pct, and what the server used.
"""

import dataclasses
import json
import re
import resource
import struct
import subprocess
import tempfile

from servers import OUT, Failed, find_pollecho


def run(command, bound):
    """The generator's stdout. It gives up by itself when connecting takes, or no reply has come for, 10 s."""
    try:
        result = subprocess.run([str(part) for part in command], capture_output=True, text=True, timeout=bound + 40)
    except subprocess.TimeoutExpired:
        raise Failed(f"load did not end within {bound + 40:g} s") from None
    if result.returncode != 0:
        raise Failed(result.stderr.strip() or f"load ended with {result.returncode}")
    return result.stdout


def c(server, cell, wait="epoll"):
    """load.c, which verifies nothing unless asked: it costs as little as a generator can."""
    load = [OUT / "load", "127.0.0.1", server.port]
    if cell.quiet:
        load += ["--idle-only", cell.seconds]
    else:
        load += [cell.connections, cell.size, cell.seconds, "--wait", wait, "--pipeline", cell.pipeline]
    load += ["--idle", cell.idle, "--warmup", cell.warmup, "--server-pid", server.process.pid, *cell.load_args]
    result = json.loads(run(load, cell.warmup + cell.seconds))
    return result if cell.quiet else with_client_cpu(result)


def with_client_cpu(figures):
    """With the generator's share of one core, in per cent."""
    return {**figures, "client_cpu_pct": figures["mps"] * figures["client_cpu_us_per_msg"] / 1e4}


def c_spin(server, cell):
    return c(server, cell, "spin")


def c_verifying(server, cell):
    """The same, but each byte of each reply is compared."""
    return c(server, dataclasses.replace(cell, load_args=("--verify",)))


def pollecho(server, cell, wait="epoll", message=()):
    """pollecho client, which compares every byte of every reply."""
    message = message or ["--size", cell.size]
    result = json.loads(run([
        find_pollecho(), "client", f"127.0.0.1:{server.port}", "--connections", cell.connections, *message,
        "--duration", f"{cell.seconds * 1000:.0f}ms", "--warmup", f"{cell.warmup * 1000:.0f}ms",
        "--pipeline", cell.pipeline, "--wait", wait, "--percentiles", "50,99", "--json"],
        cell.warmup + cell.seconds))["result"]
    percentiles = result["service_time_us"]["percentiles"]
    return {"mps": result["messages_per_s"], "p50_us": percentiles["50"], "p99_us": percentiles["99"],
            "client_cpu_us_per_msg": result["client_cpu_us_per_message"]}


def pollecho_adaptive(server, cell):
    return pollecho(server, cell, "adaptive")


def pollecho_to_sockperf(server, cell):
    """sockperf's server answers only messages with its header, and changes a flag in it: any reply is right."""
    from_client_and_wants_reply = 3
    header = struct.pack("!QHI", 1, from_client_and_wants_reply, cell.size)
    with tempfile.NamedTemporaryFile() as file:
        file.write(header.ljust(cell.size, b"a"))
        file.flush()
        return pollecho(server, cell, message=["--message-file", file.name, "--expect", "any"])


def sockperf(server, cell):
    """sockperf ping-pong: one connection, whole seconds. It tells half of each round trip."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    said = run(["sockperf", "ping-pong", "--tcp", "-i", "127.0.0.1", "-p", server.port, "-m", cell.size,
                "-t", max(1, round(cell.seconds))], cell.seconds)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    cpu_us = 1e6 * (after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime)
    sent = re.search(r"\[Total Run\].* SentMessages=(\d+)", said)
    valid = re.search(r"\[Valid Duration\] RunTime=([\d.]+) sec;.* ReceivedMessages=(\d+)", said)
    half = dict(re.findall(r"percentile ([\d.]+) = +([\d.]+)", said))
    if not (sent and valid and half):
        raise Failed("sockperf told no figures")
    return {"mps": int(valid[2]) / float(valid[1]), "p50_us": 2 * float(half["50.000"]),
            "p99_us": 2 * float(half["99.000"]), "client_cpu_us_per_msg": cpu_us / int(sent[1])}


# What they are called in the tables and in the JSON.
GENERATORS = {
    "C": c,
    "C, verifying": c_verifying,
    "C, spinning": c_spin,
    "pollecho client --wait epoll": pollecho,
    "pollecho client": pollecho_adaptive,
    "pollecho client --wait epoll, sockperf's message": pollecho_to_sockperf,
    "sockperf ping-pong": sockperf,
}
