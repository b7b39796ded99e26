/* epoll_echo PORT: an upper-casing TCP echo server on 127.0.0.1, one thread, blocking in epoll_wait.
 *
 * The conventional way to serve many connections on Linux with as few system calls as it allows: a message costs
 * one recv and one send, and a share of one epoll_wait. SIGTERM ends it, by default action. See epoll(7). */
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <errno.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <unistd.h>

enum { BUFFER_SIZE = 64 * 1024, MAX_EVENTS = 512 };

/* A connection owns memory for bytes only while the peer is slower than we are. */
struct connection {
    int fd;
    unsigned char *unsent;
    size_t unsent_start, unsent_end;
};

static unsigned char buffer[BUFFER_SIZE];
static int epoll_fd;

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

static void watch(int operation, int fd, struct connection *connection, unsigned events)
{
    struct epoll_event event = { .events = events, .data.ptr = connection };
    if (epoll_ctl(epoll_fd, operation, fd, &event) < 0)
        fail("epoll_ctl");
}

static void accept_all(int listener)
{
    int fd;
    while ((fd = accept4(listener, NULL, NULL, SOCK_NONBLOCK | SOCK_CLOEXEC)) >= 0 || errno == ECONNABORTED) {
        if (fd < 0)
            continue;
        int on = 1;
        setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
        struct connection *connection = calloc(1, sizeof *connection);
        if (!connection)
            fail("calloc");
        connection->fd = fd;
        watch(EPOLL_CTL_ADD, fd, connection, EPOLLIN);
    }
    /* Out of descriptors, a level-triggered listener would wake us for ever: better to end than to measure that. */
    if (errno != EAGAIN && errno != EINTR)
        fail("accept");
}

static void drop(struct connection *connection)
{
    close(connection->fd);
    free(connection->unsent);
    free(connection);
}

/* What send did not take is kept, and the peer is not read until it is gone: that bounds the memory. */
static void keep(struct connection *connection, const unsigned char *bytes, size_t count)
{
    connection->unsent = malloc(count);
    if (!connection->unsent)
        fail("malloc");
    memcpy(connection->unsent, bytes, count);
    connection->unsent_start = 0;
    connection->unsent_end = count;
    watch(EPOLL_CTL_MOD, connection->fd, connection, EPOLLOUT);
}

static void on_readable(struct connection *connection)
{
    ssize_t received = recv(connection->fd, buffer, sizeof buffer, 0);
    if (received < 0 && (errno == EAGAIN || errno == EINTR))
        return; /* readiness is a hint */
    if (received <= 0) { /* end of input with everything answered, or a reset */
        drop(connection);
        return;
    }
    upper(buffer, received);
    ssize_t sent = send(connection->fd, buffer, received, MSG_NOSIGNAL);
    if (sent < 0 && errno != EAGAIN && errno != EINTR) {
        drop(connection);
        return;
    }
    if (sent < 0)
        sent = 0;
    if (sent < received)
        keep(connection, buffer + sent, received - sent);
}

static void on_writable(struct connection *connection)
{
    ssize_t sent = send(connection->fd, connection->unsent + connection->unsent_start,
                        connection->unsent_end - connection->unsent_start, MSG_NOSIGNAL);
    if (sent < 0) {
        if (errno != EAGAIN && errno != EINTR)
            drop(connection);
        return;
    }
    connection->unsent_start += sent;
    if (connection->unsent_start == connection->unsent_end) {
        free(connection->unsent);
        connection->unsent = NULL;
        watch(EPOLL_CTL_MOD, connection->fd, connection, EPOLLIN);
    }
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
    epoll_fd = epoll_create1(EPOLL_CLOEXEC);
    if (epoll_fd < 0)
        fail("epoll_create1");
    watch(EPOLL_CTL_ADD, listener, NULL, EPOLLIN);

    for (;;) {
        static struct epoll_event events[MAX_EVENTS];
        int count = epoll_wait(epoll_fd, events, MAX_EVENTS, -1);
        if (count < 0 && errno != EINTR)
            fail("epoll_wait");
        for (int i = 0; i < count; i++) {
            struct connection *connection = events[i].data.ptr;
            if (!connection)
                accept_all(listener);
            else if (connection->unsent)
                on_writable(connection);
            else
                on_readable(connection);
        }
    }
}
