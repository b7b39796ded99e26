"""The servers: what they are called, how each is started, and the stopping of it whatever happens."""

import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from pathlib import Path

HERE = Path(__file__).resolve().parent
ARTIFACTS = HERE.parent.parent / "artifacts"
OUT = ARTIFACTS / "bench"

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
    "sockperf": [Path("sockperf"), "server", "--tcp", "-i", "127.0.0.1", "-p"],
}


class Failed(Exception):
    """One server did not start, or one load did not succeed: told in the table, and the rest goes on."""


def find_pollecho():
    """The newest that was published; artifacts/bin/pollecho is a folder."""
    found = filter(Path.is_file, ARTIFACTS.glob("*/pollecho"))
    return max(found, key=lambda path: path.stat().st_mtime, default=None)


def commands_of(names, pollecho, pollecho_args=()):
    """Server name -> its command line up to the port, and the names of those that are not there."""
    commands, absent = {}, []
    for name in names:
        if name.startswith("pollecho-"):
            command = [pollecho, "server", "--wait", name.removeprefix("pollecho-"), *pollecho_args, "--port"]
        elif name in PEERS:
            command = PEERS[name]
        else:
            sys.exit(f"there is no server {name}; there are pollecho-STRATEGY, {', '.join(PEERS)}")
        if command[0] and shutil.which(command[0]):
            commands[name] = [str(part) for part in command]
        else:
            print(f"left out: {name} ({command[0] or 'pollecho'} is not there)", file=sys.stderr)
            absent.append(name)
    return commands, absent


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
