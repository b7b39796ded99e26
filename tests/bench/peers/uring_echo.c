/* uring_echo PORT: an upper-casing TCP echo server on 127.0.0.1, one thread, on io_uring by liburing.
 *
 * One accept stays armed for all connections. A connection has one operation under way, a receive or a send, and the
 * kernel takes and hands out a batch of them in one system call. SIGTERM ends it, by default action. See io_uring(7). */
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <liburing.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <unistd.h>

enum { BUFFER_SIZE = 64 * 1024, QUEUE = 4096 };

/* The kernel receives into the buffer at any time, so every connection needs its own; untouched pages cost nothing. */
struct connection {
    int fd;
    size_t sent, received; /* sent == received: a receive is under way, else a send */
    unsigned char buffer[BUFFER_SIZE];
};

static struct io_uring ring;

static void fail(const char *what, int error)
{
    fprintf(stderr, "%s: %s\n", what, strerror(error));
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
    int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0), on = 1;
    if (fd < 0 || setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on) < 0
        || bind(fd, (struct sockaddr *)&address, sizeof address) < 0 || listen(fd, SOMAXCONN) < 0)
        fail("listen", errno);
    return fd;
}

static struct io_uring_sqe *next_entry(void)
{
    struct io_uring_sqe *entry;
    while (!(entry = io_uring_get_sqe(&ring)))
        io_uring_submit(&ring); /* the queue is full */
    return entry;
}

static void begin_accept(int listener)
{
    struct io_uring_sqe *entry = next_entry();
    io_uring_prep_multishot_accept(entry, listener, NULL, NULL, SOCK_CLOEXEC);
    io_uring_sqe_set_data(entry, NULL);
}

/* After a reply the next message is not there yet: wait for readiness first rather than try in vain. */
static void begin_receive(struct connection *connection)
{
    struct io_uring_sqe *entry = next_entry();
    io_uring_prep_recv(entry, connection->fd, connection->buffer, BUFFER_SIZE, 0);
    entry->ioprio = IORING_RECVSEND_POLL_FIRST;
    io_uring_sqe_set_data(entry, connection);
}

static void begin_send(struct connection *connection)
{
    struct io_uring_sqe *entry = next_entry();
    io_uring_prep_send(entry, connection->fd, connection->buffer + connection->sent,
                       connection->received - connection->sent, MSG_NOSIGNAL);
    io_uring_sqe_set_data(entry, connection);
}

static void on_accepted(int listener, const struct io_uring_cqe *result)
{
    if (result->res >= 0) {
        int on = 1;
        setsockopt(result->res, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
        struct connection *connection = malloc(sizeof *connection);
        if (!connection)
            fail("malloc", errno);
        connection->fd = result->res;
        connection->sent = connection->received = 0;
        begin_receive(connection);
    } else if (result->res != -ECONNABORTED && result->res != -EINTR && result->res != -EAGAIN)
        fail("accept", -result->res);
    if (!(result->flags & IORING_CQE_F_MORE))
        begin_accept(listener);
}

/* The peer is not read while a reply is being sent: that bounds the memory. */
static void on_done(struct connection *connection, int result)
{
    int receiving = connection->sent == connection->received;
    if (result == -EINTR || result == -EAGAIN)
        result = 0;
    else if (result < 0 || (result == 0 && receiving)) { /* a reset, or end of input with everything answered */
        close(connection->fd);
        free(connection);
        return;
    } else if (receiving) {
        upper(connection->buffer, result);
        connection->sent = 0;
        connection->received = result;
        result = 0;
    }
    connection->sent += result;
    if (connection->sent == connection->received)
        begin_receive(connection);
    else
        begin_send(connection);
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
    /* Completions are worked on when this thread waits, not by interrupting it: Linux 6.1. */
    int error = io_uring_queue_init(QUEUE, &ring, IORING_SETUP_SINGLE_ISSUER | IORING_SETUP_DEFER_TASKRUN);
    if (error < 0)
        fail("io_uring_queue_init", -error);
    int listener = listen_on(atoi(argv[1]));
    begin_accept(listener);
    for (;;) {
        error = io_uring_submit_and_wait(&ring, 1);
        if (error < 0 && error != -EINTR)
            fail("io_uring_submit_and_wait", -error);
        struct io_uring_cqe *result;
        unsigned head, count = 0;
        io_uring_for_each_cqe(&ring, head, result) {
            struct connection *connection = io_uring_cqe_get_data(result);
            if (connection)
                on_done(connection, result->res);
            else
                on_accepted(listener, result);
            count++;
        }
        io_uring_cq_advance(&ring, count);
    }
}
