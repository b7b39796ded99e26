"""notebook.py PORT: the teaching notebook's poll loop, an upper-casing TCP echo server on 127.0.0.1.

Its shape and its 1024-byte receive are the notebook's. Mended is only what would make a measurement meaningless: a
short send keeps the rest, a connection with unsent bytes is not read, and a reset costs that connection alone.
The nap that the notebook has commented out is for LESSONS.md. SIGTERM and Ctrl+C end it, by default action.
"""

import resource
import signal
import socket
import sys
import time  # for the nap

signal.signal(signal.SIGINT, signal.SIG_DFL)
_, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
resource.setrlimit(resource.RLIMIT_NOFILE, (hard, hard))

listener = socket.socket()
listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
listener.bind(("127.0.0.1", int(sys.argv[1])))
listener.listen(socket.SOMAXCONN)
listener.setblocking(False)

r_list = []
w_list = {}

while True:
    try:
        while True:
            connection, _ = listener.accept()
            connection.setblocking(False)
            connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            r_list.append(connection)
    except BlockingIOError:
        pass

    # Here the notebook does other things: it prints the lengths of r_list and w_list.
    # time.sleep(0.5)

    dead = []
    for connection in r_list:
        if connection in w_list:
            continue
        try:
            data = connection.recv(1024)
        except BlockingIOError:
            continue
        except OSError:
            dead.append(connection)
            continue
        if data:
            w_list[connection] = data.upper()
        else:
            dead.append(connection)

    for connection, data in list(w_list.items()):
        try:
            sent = connection.send(data)
        except BlockingIOError:
            continue
        except OSError:
            dead.append(connection)
            continue
        if sent == len(data):
            del w_list[connection]
        else:
            w_list[connection] = data[sent:]

    for connection in dead:
        r_list.remove(connection)
        w_list.pop(connection, None)
        connection.close()
