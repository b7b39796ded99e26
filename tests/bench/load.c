/* load HOST PORT CONNECTIONS SIZE SECONDS [options]: a minimal closed-loop load generator for an upper-casing TCP echo.
 *
 * Every connection keeps a fixed number of messages in flight, and sends the next when a reply is complete. It prints
 * one JSON line, or one line on stderr and exit code 1 when a reply is short or wrong or a connection fails.
 *
 * What the figures mean:
 *  - throughput and CPU: replies completed, and processor time spent, between the end of the warm-up and the end of the
 *    window;
 *  - latency: every message sent in that window, timed from just before the send that took its first byte until the
 *    recv that brought its last one has returned. Replies that are still out when the window ends are waited for and
 *    recorded, so a stall at the end is not lost. Like any closed loop it sends less while the server stalls. */
#define _GNU_SOURCE
#include <errno.h>
#include <getopt.h>
#include <netdb.h>
#include <netinet/tcp.h>
#include <sched.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/timerfd.h>
#include <time.h>
#include <unistd.h>

enum {
    MAX_SIZE = 1 << 20,
    MAX_SEND = 1 << 20,
    RECEIVE_SIZE = 256 * 1024,
    MAX_EVENTS = 512,
    CONNECTS_AT_ONCE = 256,
};

#define SECOND 1000000000LL
#define GIVE_UP_AFTER (10 * SECOND)

static struct {
    const char *host, *port;
    int connections, idle;
    size_t size;
    unsigned pipeline;
    double seconds, warmup, idle_only;
    int spin, verify;
    pid_t server_pid;
} options = { .pipeline = 1, .warmup = 0.5 };

static void fail(const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    fputs("load: ", stderr);
    vfprintf(stderr, format, arguments);
    fputc('\n', stderr);
    exit(1);
}

/* ---- clocks and the server's figures ---- */

static int64_t clock_ns(clockid_t clock)
{
    struct timespec time;
    if (clock_gettime(clock, &time) < 0)
        fail("the process to measure has ended");
    return time.tv_sec * SECOND + time.tv_nsec;
}

static int64_t now_ns(void) { return clock_ns(CLOCK_MONOTONIC); }

/* The processor clock of another process counts nanoseconds; /proc/PID/stat counts ticks of 10 ms. */
static clockid_t server_clock;

struct usage {
    int64_t time, client_cpu, server_cpu;
};

static struct usage usage_now(void)
{
    return (struct usage){ .time = now_ns(),
                           .client_cpu = clock_ns(CLOCK_PROCESS_CPUTIME_ID),
                           .server_cpu = options.server_pid ? clock_ns(server_clock) : 0 };
}

static void print_server_memory(void)
{
    char path[64], line[256];
    long rss = 0, peak = 0;
    snprintf(path, sizeof path, "/proc/%d/status", (int)options.server_pid);
    FILE *file = fopen(path, "r");
    if (!file)
        fail("cannot read %s: %s", path, strerror(errno));
    while (fgets(line, sizeof line, file)) {
        sscanf(line, "VmRSS: %ld", &rss);
        sscanf(line, "VmHWM: %ld", &peak);
    }
    fclose(file);
    printf(",\"server_rss_kb\":%ld,\"server_peak_rss_kb\":%ld", rss, peak);
}

/* ---- latency histogram: 128 equal steps in each power of two, so a value is off by 0.4% at most ---- */

enum { STEP_BITS = 7, STEPS = 1 << STEP_BITS, SLOTS = (65 - STEP_BITS) * STEPS };

static uint64_t histogram[SLOTS], histogram_count, histogram_max;

static void record(uint64_t value)
{
    int shift = value < STEPS ? 0 : 63 - __builtin_clzll(value) - STEP_BITS;
    histogram[shift * STEPS + (value >> shift)]++;
    histogram_count++;
    if (value > histogram_max)
        histogram_max = value;
}

static double percentile_us(double fraction)
{
    uint64_t wanted = (uint64_t)(fraction * histogram_count + 0.999999), seen = 0;
    for (uint64_t slot = 0; slot < SLOTS; slot++) {
        seen += histogram[slot];
        if (seen >= wanted && seen > 0) {
            if (slot < 2 * STEPS)
                return slot / 1e3;
            int shift = slot / STEPS - 1;
            uint64_t lowest = (slot - (uint64_t)shift * STEPS) << shift;
            double middle = lowest + ((uint64_t)1 << shift) / 2.0;
            return (middle < histogram_max ? middle : histogram_max) / 1e3;
        }
    }
    return 0;
}

/* ---- payload ----
 * A connection sends an endless stream of letters, cut into messages by counting. The stream runs round a ring whose
 * length is a prime above the largest message, and every connection starts elsewhere: two messages in flight are alike
 * only by chance, a send is one call straight from the ring however many messages it holds, and a reply is checked by
 * its place in the stream, however it was cut. */

enum { RING = 1048583 };

static unsigned char ring_sent[RING + MAX_SEND], ring_expected[RING + MAX_SEND];

static void fill_ring(void)
{
    uint64_t random = 88172645463325252ULL;
    for (size_t i = 0; i < sizeof ring_sent; i++) {
        random ^= random << 13, random ^= random >> 7, random ^= random << 17;
        unsigned char byte = 'a' + (random >> 32) % 26;
        /* A check also has to see that what is no lower-case letter comes back as it went. */
        if (options.verify && (random >> 48) % 16 == 0)
            byte = random >> 24;
        ring_sent[i] = i < RING ? byte : ring_sent[i - RING];
        ring_expected[i] = ring_sent[i] >= 'a' && ring_sent[i] <= 'z' ? ring_sent[i] - 32 : ring_sent[i];
    }
}

/* ---- connections ---- */

struct connection {
    int fd, number, wants_write, ended;
    size_t ring_start;
    uint64_t sent, received;             /* bytes of the stream */
    uint64_t sendable;                   /* bytes that may be out by now: sent stops here */
    uint64_t messages_sent, messages_received;
    int64_t *send_times;                 /* of the messages in flight, by number modulo the pipeline */
};

static struct connection *connections;
static int *idle_fds;
static int epoll_fd;
static int64_t window_start = INT64_MAX, window_end = INT64_MAX, last_receipt;
static uint64_t messages_in_window, bytes_in_window;
static int finishing, connections_open;

static void watch(int operation, int fd, unsigned events, void *data)
{
    struct epoll_event event = { .events = events, .data.ptr = data };
    if (epoll_ctl(epoll_fd, operation, fd, &event) < 0)
        fail("epoll_ctl: %s", strerror(errno));
}

/* Connects without blocking, many at once; those that a full backlog turned away are tried again by TCP itself. */
static void open_connections(const struct addrinfo *address, int *fds, int count)
{
    int64_t deadline = now_ns() + GIVE_UP_AFTER;
    int poller = epoll_create1(EPOLL_CLOEXEC), started = 0, done = 0;
    if (poller < 0)
        fail("epoll_create1: %s", strerror(errno));
    while (done < count) {
        for (; started < count && started - done < CONNECTS_AT_ONCE; started++) {
            int on = 1, fd = socket(address->ai_family, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
            if (fd < 0)
                fail("cannot open connection %d: %s", started, strerror(errno));
            setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
            if (connect(fd, address->ai_addr, address->ai_addrlen) < 0 && errno != EINPROGRESS)
                fail("cannot connect to %s port %s: %s", options.host, options.port, strerror(errno));
            struct epoll_event event = { .events = EPOLLOUT, .data.fd = fds[started] = fd };
            epoll_ctl(poller, EPOLL_CTL_ADD, fd, &event);
        }
        struct epoll_event events[CONNECTS_AT_ONCE];
        int ready = epoll_wait(poller, events, CONNECTS_AT_ONCE, 100);
        for (int i = 0; i < ready; i++) {
            int error = 0;
            socklen_t length = sizeof error;
            getsockopt(events[i].data.fd, SOL_SOCKET, SO_ERROR, &error, &length);
            if (error)
                fail("cannot connect to %s port %s: %s", options.host, options.port, strerror(error));
            epoll_ctl(poller, EPOLL_CTL_DEL, events[i].data.fd, NULL);
            done++;
        }
        if (now_ns() > deadline)
            fail("only %d of %d connections to %s port %s opened in time", done, count, options.host, options.port);
    }
    close(poller);
}

static void want_write(struct connection *connection, int wanted)
{
    if (connection->wants_write != wanted && !options.spin)
        watch(EPOLL_CTL_MOD, connection->fd, wanted ? EPOLLIN | EPOLLOUT : EPOLLIN, connection);
    connection->wants_write = wanted;
}

static void send_due(struct connection *connection)
{
    if (connection->sent == connection->sendable)
        return;
    size_t due = connection->sendable - connection->sent;
    size_t place = (connection->ring_start + connection->sent) % RING;
    int64_t time = now_ns();
    ssize_t sent = send(connection->fd, ring_sent + place, due < MAX_SEND ? due : MAX_SEND, MSG_NOSIGNAL);
    if (sent < 0 && errno != EAGAIN && errno != EINTR)
        fail("connection %d: send: %s", connection->number, strerror(errno));
    if (sent > 0)
        connection->sent += sent;
    while (connection->messages_sent * options.size < connection->sent)
        connection->send_times[connection->messages_sent++ % options.pipeline] = time;
    want_write(connection, connection->sent < connection->sendable);
    /* A server has to answer what it has got from a peer that says it will send no more. */
    if (finishing && options.verify && connection->sent == connection->sendable)
        shutdown(connection->fd, SHUT_WR);
}

static void check(const struct connection *connection, const unsigned char *bytes, size_t count)
{
    size_t place = (connection->ring_start + connection->received) % RING;
    const unsigned char *expected = ring_expected + place;
    if (memcmp(bytes, expected, count) == 0)
        return;
    size_t i = 0;
    while (bytes[i] == expected[i])
        i++;
    uint64_t position = connection->received + i;
    fail("connection %d, message %llu, byte %llu: expected 0x%02x, got 0x%02x", connection->number,
         (unsigned long long)(position / options.size), (unsigned long long)(position % options.size), expected[i],
         bytes[i]);
}

static void receive(struct connection *connection)
{
    static unsigned char buffer[RECEIVE_SIZE];
    ssize_t count = recv(connection->fd, buffer, sizeof buffer, 0);
    if (count < 0) {
        if (errno == EAGAIN || errno == EINTR)
            return;
        fail("connection %d: recv: %s", connection->number, strerror(errno));
    }
    if (count == 0 && finishing && connection->received == connection->sent) {
        connection->ended = 1;
        connections_open--;
        if (!options.spin)
            watch(EPOLL_CTL_DEL, connection->fd, 0, NULL);
        return;
    }
    if (count == 0)
        fail("connection %d: closed by the server, which still owes %llu bytes", connection->number,
             (unsigned long long)(connection->sent - connection->received));
    int64_t time = last_receipt = now_ns();
    if (connection->received + count > connection->sent)
        fail("connection %d: the server sent more bytes than it was sent", connection->number);
    if (options.verify)
        check(connection, buffer, count);
    connection->received += count;

    int counted = time >= window_start && time < window_end;
    bytes_in_window += counted ? count : 0;
    for (; (connection->messages_received + 1) * options.size <= connection->received; connection->messages_received++) {
        int64_t send_time = connection->send_times[connection->messages_received % options.pipeline];
        if (send_time >= window_start && send_time < window_end)
            record(time - send_time);
        messages_in_window += counted;
        if (!finishing)
            connection->sendable += options.size;
    }
    if (!connection->wants_write) /* or else it is known that it would block */
        send_due(connection);
}

/* Idle connections that the server has dropped would make its figures look better than they are. */
static void check_idle(void)
{
    char byte;
    for (int i = 0; i < options.idle; i++)
        if (recv(idle_fds[i], &byte, 1, MSG_PEEK) >= 0 || errno != EAGAIN)
            fail("idle connection %d did not stay open and silent", i);
}

/* ---- the run: warm-up, window, then whatever is still out ---- */

static void serve_ready(int timer)
{
    if (options.spin) {
        for (int i = 0; i < options.connections; i++) {
            struct connection *connection = &connections[i];
            if (connection->ended)
                continue;
            receive(connection);
            if (connection->wants_write)
                send_due(connection);
        }
        return;
    }
    static struct epoll_event events[MAX_EVENTS];
    int count = epoll_wait(epoll_fd, events, MAX_EVENTS, -1);
    for (int i = 0; i < count; i++) {
        struct connection *connection = events[i].data.ptr;
        if (!connection) {
            uint64_t expirations;
            if (read(timer, &expirations, sizeof expirations) < 0)
                fail("read timer: %s", strerror(errno));
            continue;
        }
        if (events[i].events & (EPOLLIN | EPOLLHUP | EPOLLERR))
            receive(connection);
        if (events[i].events & EPOLLOUT && connection->wants_write)
            send_due(connection);
    }
}

/* A timer ends a blocking wait at the end of a phase; a timeout on every wait would cost one timer set-up a message. */
static void run_until(int timer, int64_t end)
{
    struct itimerspec when = { .it_value = { .tv_sec = end / SECOND, .tv_nsec = end % SECOND } };
    if (!options.spin && timerfd_settime(timer, TFD_TIMER_ABSTIME, &when, NULL) < 0)
        fail("timerfd_settime: %s", strerror(errno));
    while (now_ns() < end && !(finishing && connections_open == 0))
        serve_ready(timer);
}

static int all_answered(void)
{
    for (int i = 0; i < options.connections; i++)
        if (connections[i].received < connections[i].sendable)
            return 0;
    return 1;
}

/* With --verify the peer also has to close when it has answered all, so every connection is followed to its end. */
static void finish(int timer)
{
    finishing = 1;
    last_receipt = now_ns();
    if (options.verify)
        for (int i = 0; i < options.connections; i++)
            if (connections[i].sent == connections[i].sendable)
                shutdown(connections[i].fd, SHUT_WR);
    while (now_ns() - last_receipt < GIVE_UP_AFTER && (options.verify ? connections_open > 0 : !all_answered()))
        run_until(timer, now_ns() + SECOND / 100);
    if (!all_answered())
        fail("replies are missing, and none has come for %lld s", GIVE_UP_AFTER / SECOND);
    if (options.verify && connections_open > 0)
        fail("%d connections were answered but not closed after a half-close", connections_open);
}

static void run_load(const struct addrinfo *address)
{
    connections = calloc(options.connections, sizeof *connections);
    int *fds = calloc(options.connections, sizeof *fds);
    int timer = timerfd_create(CLOCK_MONOTONIC, TFD_NONBLOCK | TFD_CLOEXEC);
    epoll_fd = epoll_create1(EPOLL_CLOEXEC);
    if (!connections || !fds || timer < 0 || epoll_fd < 0)
        fail("cannot prepare: %s", strerror(errno));
    open_connections(address, fds, options.connections);
    connections_open = options.connections;
    if (!options.spin)
        watch(EPOLL_CTL_ADD, timer, EPOLLIN, NULL);
    for (int i = 0; i < options.connections; i++) {
        struct connection *connection = &connections[i];
        *connection = (struct connection){ .fd = fds[i], .number = i,
                                           .ring_start = (uint64_t)i * 7919 % RING,
                                           .sendable = options.pipeline * options.size,
                                           .send_times = calloc(options.pipeline, sizeof(int64_t)) };
        if (!connection->send_times)
            fail("out of memory");
        if (!options.spin)
            watch(EPOLL_CTL_ADD, connection->fd, EPOLLIN, connection);
    }
    free(fds);
    for (int i = 0; i < options.connections; i++)
        send_due(&connections[i]);

    run_until(timer, now_ns() + (int64_t)(options.warmup * SECOND));
    struct usage before = usage_now();
    window_start = before.time;
    run_until(timer, before.time + (int64_t)(options.seconds * SECOND));
    struct usage after = usage_now();
    window_end = after.time;
    finish(timer);
    check_idle();
    if (messages_in_window == 0)
        fail("no reply was complete within the %g s measured", options.seconds);

    double seconds = (after.time - before.time) / 1e9;
    double server_cpu_us = (after.server_cpu - before.server_cpu) / 1e3;
    printf("{\"mps\":%.1f,\"p50_us\":%.2f,\"p99_us\":%.2f,\"p999_us\":%.2f,\"max_us\":%.2f,\"bytes_ps\":%.0f,"
           "\"messages\":%llu,\"seconds\":%.4f,\"client_cpu_us_per_msg\":%.4f",
           messages_in_window / seconds, percentile_us(0.5), percentile_us(0.99), percentile_us(0.999),
           histogram_max / 1e3, bytes_in_window / seconds, (unsigned long long)messages_in_window, seconds,
           (after.client_cpu - before.client_cpu) / 1e3 / messages_in_window);
    if (options.server_pid) {
        printf(",\"server_cpu_us_per_msg\":%.4f,\"server_cpu_pct\":%.3f", server_cpu_us / messages_in_window,
               server_cpu_us / 1e4 / seconds);
        print_server_memory();
    }
    puts("}");
}

static void sleep_for(double seconds)
{
    struct timespec time = { .tv_sec = (time_t)seconds, .tv_nsec = (long)((seconds - (time_t)seconds) * SECOND) };
    while (nanosleep(&time, &time) < 0)
        ;
}

static void run_idle_only(void)
{
    sleep_for(options.warmup);
    struct usage before = usage_now();
    sleep_for(options.idle_only);
    struct usage after = usage_now();
    check_idle();
    double seconds = (after.time - before.time) / 1e9, cpu_us = (after.server_cpu - before.server_cpu) / 1e3;
    printf("{\"idle_connections\":%d,\"seconds\":%.4f,\"server_cpu_us\":%.1f,\"server_cpu_pct\":%.4f", options.idle,
           seconds, cpu_us, cpu_us / 1e4 / seconds);
    print_server_memory();
    puts("}");
}

/* ---- command line ---- */

static const char *help =
    "usage: load HOST PORT CONNECTIONS SIZE SECONDS [options]\n"
    "       load HOST PORT --idle N --idle-only SECONDS --server-pid PID [options]\n"
    "  --pipeline P       messages in flight on each connection (1)\n"
    "  --warmup SECONDS   run before the window, not counted (0.5)\n"
    "  --wait epoll|spin  block in epoll_wait, or ask every connection in turn and never block (epoll)\n"
    "  --idle N           hold N more connections open that stay silent\n"
    "  --idle-only S      no traffic: the server's processor use over S seconds with the idle connections open\n"
    "  --server-pid PID   measure that process's processor time and memory too\n"
    "  --verify           check every byte of every reply, and that a half-close is answered and followed by a close\n"
    "  --cpu N            run on processor N only\n";

static void bad_usage(void)
{
    fputs(help, stderr);
    exit(2);
}

static double number(const char *text, double least, double most)
{
    char *end;
    double value = strtod(text, &end);
    if (end == text || *end || !(value >= least && value <= most))
        bad_usage();
    return value;
}

static void parse(int argc, char **argv)
{
    static const struct option known[] = {
        { "pipeline", required_argument, NULL, 'p' },   { "warmup", required_argument, NULL, 'w' },
        { "wait", required_argument, NULL, 'W' },       { "idle", required_argument, NULL, 'i' },
        { "idle-only", required_argument, NULL, 'I' },  { "server-pid", required_argument, NULL, 's' },
        { "verify", no_argument, NULL, 'v' },           { "cpu", required_argument, NULL, 'c' },
        { 0 },
    };
    for (int option; (option = getopt_long(argc, argv, "", known, NULL)) != -1;) {
        switch (option) {
        case 'p': options.pipeline = number(optarg, 1, 1e6); break;
        case 'w': options.warmup = number(optarg, 0, 3600); break;
        case 'i': options.idle = number(optarg, 0, 1e6); break;
        case 'I': options.idle_only = number(optarg, 0.001, 3600); break;
        case 's': options.server_pid = number(optarg, 1, 1 << 30); break;
        case 'v': options.verify = 1; break;
        case 'W':
            options.spin = strcmp(optarg, "spin") == 0;
            if (!options.spin && strcmp(optarg, "epoll") != 0)
                bad_usage();
            break;
        case 'c': {
            cpu_set_t set;
            CPU_ZERO(&set);
            CPU_SET((int)number(optarg, 0, CPU_SETSIZE - 1), &set);
            if (sched_setaffinity(0, sizeof set, &set) < 0)
                fail("cannot run on processor %s: %s", optarg, strerror(errno));
            break;
        }
        default: bad_usage();
        }
    }
    int left = argc - optind;
    if (options.idle_only > 0 ? left != 2 || !options.server_pid : left != 5)
        bad_usage();
    options.host = argv[optind];
    options.port = argv[optind + 1];
    if (left == 5) {
        options.connections = number(argv[optind + 2], 1, 1e6);
        options.size = number(argv[optind + 3], 1, MAX_SIZE);
        options.seconds = number(argv[optind + 4], 0.001, 3600);
    }
}

int main(int argc, char **argv)
{
    parse(argc, argv);
    struct rlimit files;
    if (getrlimit(RLIMIT_NOFILE, &files) == 0) {
        files.rlim_cur = files.rlim_max;
        setrlimit(RLIMIT_NOFILE, &files);
    }
    if (options.server_pid && clock_getcpuclockid(options.server_pid, &server_clock) != 0)
        fail("there is no process %d to measure", (int)options.server_pid);
    fill_ring();

    struct addrinfo hints = { .ai_socktype = SOCK_STREAM }, *address;
    int error = getaddrinfo(options.host, options.port, &hints, &address);
    if (error)
        fail("%s port %s: %s", options.host, options.port, gai_strerror(error));

    idle_fds = calloc(options.idle + 1, sizeof *idle_fds);
    if (!idle_fds)
        fail("out of memory");
    open_connections(address, idle_fds, options.idle);
    if (options.idle_only > 0)
        run_idle_only();
    else
        run_load(address);
    freeaddrinfo(address);
    return 0;
}
