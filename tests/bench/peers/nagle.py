"""nagle.py [PORT]: what Nagle's algorithm and delayed acknowledgements do to a message that is sent in two pieces.

It prints how long each of eight replies took, in milliseconds: with the message in two writes, in two writes with
TCP_NODELAY, and in one write. The server is its own, and replies only to a whole line, as most protocols do; or else the
echo server on PORT of 127.0.0.1, which replies to whatever has come.
"""

import socket
import sys
import threading
import time

PIECES = [b"hello, ", b"world\n"]


def reply_to_lines(listener):
    while True:
        connection, _ = listener.accept()
        with connection, connection.makefile("rb") as lines:
            for line in lines:
                connection.sendall(line.upper())


def measure(name, port, writes, no_delay):
    delays = []
    with socket.create_connection(("127.0.0.1", port)) as connection:
        connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, no_delay)
        for _ in range(8):
            start = time.perf_counter()
            for write in writes:
                connection.send(write)
            reply = b""
            while not reply.endswith(b"\n"):
                data = connection.recv(1024)
                if not data:
                    sys.exit("the server closed the connection")
                reply += data
            delays.append((time.perf_counter() - start) * 1000)
    print(f"{name:<23}" + "".join(f"{delay:7.2f}" for delay in delays), flush=True)


if len(sys.argv) > 1:
    port = int(sys.argv[1])
else:
    listener = socket.create_server(("127.0.0.1", 0))
    port = listener.getsockname()[1]
    threading.Thread(target=reply_to_lines, args=(listener,), daemon=True).start()

measure("two writes", port, PIECES, no_delay=False)
measure("two writes, TCP_NODELAY", port, PIECES, no_delay=True)
measure("one write", port, [b"".join(PIECES)], no_delay=False)
