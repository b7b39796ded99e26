/* uv_echo PORT: an upper-casing TCP echo server on 127.0.0.1, one thread, on libuv.
 *
 * The event loop under Node, used from C as its guide does. SIGTERM ends it, by default action. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <uv.h>

enum { BUFFER_SIZE = 64 * 1024 };

/* A write that the socket did not take at once; it owns the bytes. */
struct unsent {
    uv_write_t request;
    char bytes[];
};

static char buffer[BUFFER_SIZE];

static void check(const char *what, int result)
{
    if (result < 0) {
        fprintf(stderr, "%s: %s\n", what, uv_strerror(result));
        exit(1);
    }
}

/* Branchless, so that the compiler turns it into vector instructions. */
static void upper(char *bytes, size_t count)
{
    for (size_t i = 0; i < count; i++)
        bytes[i] -= (unsigned char)(bytes[i] - 'a') < 26 ? 'a' - 'A' : 0;
}

/* One for all: what was read is sent or copied before the next read. */
static void on_alloc(uv_handle_t *connection, size_t suggested, uv_buf_t *into)
{
    (void)connection;
    (void)suggested;
    *into = uv_buf_init(buffer, BUFFER_SIZE);
}

static void on_closed(uv_handle_t *connection) { free(connection); }

static void drop(uv_stream_t *connection)
{
    if (!uv_is_closing((uv_handle_t *)connection))
        uv_close((uv_handle_t *)connection, on_closed);
}

static void on_read(uv_stream_t *connection, ssize_t count, const uv_buf_t *bytes);

static void on_written(uv_write_t *request, int status)
{
    uv_stream_t *connection = request->handle;
    free(request);
    if (status < 0)
        drop(connection);
    else
        check("uv_read_start", uv_read_start(connection, on_alloc, on_read));
}

/* What the socket did not take is kept, and the peer is not read until it is gone: that bounds the memory. */
static void keep(uv_stream_t *connection, const char *bytes, size_t count)
{
    struct unsent *unsent = malloc(sizeof *unsent + count);
    if (!unsent)
        check("malloc", UV_ENOMEM);
    memcpy(unsent->bytes, bytes, count);
    uv_read_stop(connection);
    uv_buf_t from = uv_buf_init(unsent->bytes, count);
    check("uv_write", uv_write(&unsent->request, connection, &from, 1, on_written));
}

static void on_read(uv_stream_t *connection, ssize_t count, const uv_buf_t *bytes)
{
    if (count < 0) { /* end of input with everything answered, or a reset */
        drop(connection);
        return;
    }
    if (count == 0)
        return; /* it would have blocked */
    upper(bytes->base, count);
    uv_buf_t from = uv_buf_init(bytes->base, count);
    int sent = uv_try_write(connection, &from, 1);
    if (sent < 0 && sent != UV_EAGAIN)
        drop(connection);
    else if (sent < count)
        keep(connection, bytes->base + (sent < 0 ? 0 : sent), count - (sent < 0 ? 0 : sent));
}

static void on_connection(uv_stream_t *listener, int status)
{
    check("accept", status);
    uv_tcp_t *connection = malloc(sizeof *connection);
    if (!connection)
        check("malloc", UV_ENOMEM);
    check("uv_tcp_init", uv_tcp_init(listener->loop, connection));
    if (uv_accept(listener, (uv_stream_t *)connection) < 0) {
        drop((uv_stream_t *)connection);
        return;
    }
    uv_tcp_nodelay(connection, 1);
    check("uv_read_start", uv_read_start((uv_stream_t *)connection, on_alloc, on_read));
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
    uv_tcp_t listener;
    struct sockaddr_in address;
    check("uv_tcp_init", uv_tcp_init(uv_default_loop(), &listener));
    check("uv_ip4_addr", uv_ip4_addr("127.0.0.1", atoi(argv[1]), &address));
    check("bind", uv_tcp_bind(&listener, (const struct sockaddr *)&address, 0));
    check("listen", uv_listen((uv_stream_t *)&listener, 4096, on_connection));
    return uv_run(uv_default_loop(), UV_RUN_DEFAULT);
}
