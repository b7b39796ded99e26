/* spin_echo PORT: an upper-casing TCP echo server on 127.0.0.1 that asks every connection in turn and never waits.
 *
 * What a busy poll costs and gains in C: no readiness call at all, one recv that mostly would block per connection and
 * turn. It takes a whole core whatever the traffic. SIGTERM ends it, by default action. */
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <errno.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <unistd.h>

/* Connections come seldom: asking the listener in every turn would double the cost of a turn with one connection. */
enum { BUFFER_SIZE = 64 * 1024, TURNS_PER_ACCEPT = 16 };

/* A connection owns memory for bytes only while the peer is slower than we are. */
struct connection {
    int fd;
    unsigned char *unsent;
    size_t unsent_start, unsent_end;
};

static unsigned char buffer[BUFFER_SIZE];
static struct connection *connections;
static size_t connection_count, connection_capacity;

static void fail(const char *what)
{
    perror(what);
    exit(1);
}

/* Branchless, so that the compiler turns it into vector instructions. */
static void upper(unsigned char *bytes, size_t count)
{
    for (size_t i = 0; i < count; i++)
        bytes[i] -= (unsigned char)(bytes[i] - 'a') < 26 ? 'a' - 'A' : 0;
}

static int listen_on(int port)
{
    struct sockaddr_in address = { .sin_family = AF_INET, .sin_port = htons(port),
                                   .sin_addr.s_addr = htonl(INADDR_LOOPBACK) };
    int fd = socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0), on = 1;
    if (fd < 0 || setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on) < 0
        || bind(fd, (struct sockaddr *)&address, sizeof address) < 0 || listen(fd, SOMAXCONN) < 0)
        fail("listen");
    return fd;
}

static void accept_all(int listener)
{
    int fd;
    while ((fd = accept4(listener, NULL, NULL, SOCK_NONBLOCK | SOCK_CLOEXEC)) >= 0 || errno == ECONNABORTED) {
        if (fd < 0)
            continue;
        int on = 1;
        setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
        if (connection_count == connection_capacity) {
            connection_capacity = connection_capacity ? 2 * connection_capacity : 64;
            connections = realloc(connections, connection_capacity * sizeof *connections);
            if (!connections)
                fail("realloc");
        }
        connections[connection_count++] = (struct connection){ .fd = fd };
    }
    /* Out of descriptors: better to end, as epoll_echo does, than to measure failing accepts. */
    if (errno != EAGAIN && errno != EINTR)
        fail("accept");
}

/* False when the connection is over. */
static int receive_and_reply(struct connection *connection)
{
    ssize_t received = recv(connection->fd, buffer, sizeof buffer, 0);
    if (received < 0)
        return errno == EAGAIN || errno == EINTR;
    if (received == 0) /* end of input, and everything is answered, or it would not be read */
        return 0;
    upper(buffer, received);
    ssize_t sent = send(connection->fd, buffer, received, MSG_NOSIGNAL);
    if (sent < 0) {
        if (errno != EAGAIN && errno != EINTR)
            return 0;
        sent = 0;
    }
    if (sent < received) {
        size_t rest = received - sent;
        connection->unsent = malloc(rest);
        if (!connection->unsent)
            fail("malloc");
        memcpy(connection->unsent, buffer + sent, rest);
        connection->unsent_start = 0;
        connection->unsent_end = rest;
    }
    return 1;
}

/* False when the connection is over. The peer is not read until all is sent: that bounds the memory. */
static int send_unsent(struct connection *connection)
{
    ssize_t sent = send(connection->fd, connection->unsent + connection->unsent_start,
                        connection->unsent_end - connection->unsent_start, MSG_NOSIGNAL);
    if (sent < 0)
        return errno == EAGAIN || errno == EINTR;
    connection->unsent_start += sent;
    if (connection->unsent_start == connection->unsent_end) {
        free(connection->unsent);
        connection->unsent = NULL;
    }
    return 1;
}

int main(int argc, char **argv)
{
    if (argc != 2) {
        fprintf(stderr, "usage: %s PORT\n", argv[0]);
        return 2;
    }
    struct rlimit files;
    if (getrlimit(RLIMIT_NOFILE, &files) == 0) {
        files.rlim_cur = files.rlim_max;
        setrlimit(RLIMIT_NOFILE, &files);
    }
    int listener = listen_on(atoi(argv[1]));

    for (unsigned turn = 0;; turn++) {
        if (turn % TURNS_PER_ACCEPT == 0)
            accept_all(listener);
        for (size_t i = 0; i < connection_count;) {
            struct connection *connection = &connections[i];
            if (connection->unsent ? send_unsent(connection) : receive_and_reply(connection)) {
                i++;
                continue;
            }
            close(connection->fd);
            free(connection->unsent);
            *connection = connections[--connection_count];
        }
    }
}
