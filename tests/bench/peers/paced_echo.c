// Echoes in upper case exactly so many messages a second, all connections together, in the order in which they came: a
// server of known capacity, for tests/bench/sweep.py. Each message takes 1/RATE of a second, one after another; what is
// answered late does not move those behind it, so that the capacity does not depend on how well this process is scheduled.
//
//     paced_echo PORT RATE SIZE
//
// SIZE is the bytes in a message. It spins: give it a core.
#define _GNU_SOURCE
#include <errno.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

enum { MAX_FDS = 4096, EVENTS = 256, CHUNK = 64 * 1024 };

// A connection's messages: bytes received, of which `queued` are in the queue already and `sent` were sent back.
struct peer {
    char *bytes;
    size_t length, room, queued, sent;
    unsigned generation;
};

struct message {
    int fd;
    unsigned generation;
    double due;
};

static struct peer peers[MAX_FDS];
static struct message *queue;
static size_t head, tail, room = 1 << 16;

static double now(void) {
    struct timespec time;
    clock_gettime(CLOCK_MONOTONIC, &time);
    return time.tv_sec + time.tv_nsec * 1e-9;
}

static void must(int ok, const char *what) {
    if (!ok) {
        perror(what);
        exit(1);
    }
}

static void push(struct message message) {
    if (tail - head == room) {
        struct message *larger = malloc(2 * room * sizeof *larger);
        must(larger != NULL, "malloc");
        for (size_t i = head; i < tail; i++) larger[i & (2 * room - 1)] = queue[i & (room - 1)];
        free(queue);
        queue = larger;
        room *= 2;
    }
    queue[tail++ & (room - 1)] = message;
}

static void leave(int fd) {
    close(fd);
    struct peer *peer = &peers[fd];
    peer->generation++;
    peer->length = peer->queued = peer->sent = 0;
}

static void receive(int fd, size_t size, double *free_at, double apart) {
    struct peer *peer = &peers[fd];
    if (peer->room - peer->length < CHUNK) {
        // What was sent back is of no use any more.
        memmove(peer->bytes, peer->bytes + peer->sent, peer->length - peer->sent);
        peer->length -= peer->sent;
        peer->queued -= peer->sent;
        peer->sent = 0;
        if (peer->room - peer->length < CHUNK) {
            peer->room = 2 * peer->room + 2 * CHUNK;
            peer->bytes = realloc(peer->bytes, peer->room);
            must(peer->bytes != NULL, "realloc");
        }
    }
    ssize_t got = recv(fd, peer->bytes + peer->length, CHUNK, 0);
    if (got < 0 && (errno == EAGAIN || errno == EINTR)) return;
    if (got <= 0) {
        leave(fd);
        return;
    }
    for (ssize_t i = 0; i < got; i++) {
        char *byte = &peer->bytes[peer->length + i];
        if (*byte >= 'a' && *byte <= 'z') *byte -= 'a' - 'A';
    }
    peer->length += got;
    double arrived = now();
    for (; peer->length - peer->queued >= size; peer->queued += size) {
        *free_at = (arrived > *free_at ? arrived : *free_at) + apart;
        push((struct message){fd, peer->generation, *free_at});
    }
}

static void reply(size_t size) {
    struct message message = queue[head++ & (room - 1)];
    struct peer *peer = &peers[message.fd];
    if (message.generation != peer->generation) return;
    for (size_t done = 0; done < size;) {
        ssize_t sent = send(message.fd, peer->bytes + peer->sent, size - done, MSG_NOSIGNAL);
        if (sent < 0 && (errno == EAGAIN || errno == EINTR)) continue;
        if (sent < 0) {
            leave(message.fd);
            return;
        }
        done += sent;
        peer->sent += sent;
    }
}

int main(int count, char **words) {
    if (count != 4 || atof(words[2]) <= 0 || atoi(words[3]) <= 0) {
        fprintf(stderr, "usage: paced_echo PORT RATE SIZE\n");
        return 2;
    }
    double apart = 1 / atof(words[2]), free_at = 0;
    size_t size = atoi(words[3]);
    queue = malloc(room * sizeof *queue);
    must(queue != NULL, "malloc");

    int listener = socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK, 0), on = 1;
    must(listener >= 0, "socket");
    setsockopt(listener, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on);
    struct sockaddr_in address = {.sin_family = AF_INET, .sin_port = htons(atoi(words[1])), .sin_addr = {htonl(INADDR_LOOPBACK)}};
    must(bind(listener, (struct sockaddr *)&address, sizeof address) == 0, "bind");
    must(listen(listener, 512) == 0, "listen");
    socklen_t length = sizeof address;
    getsockname(listener, (struct sockaddr *)&address, &length);
    printf("%d\n", ntohs(address.sin_port));
    fflush(stdout);

    int epoll = epoll_create1(0);
    must(epoll >= 0, "epoll_create1");
    struct epoll_event event = {.events = EPOLLIN, .data.fd = listener}, events[EVENTS];
    must(epoll_ctl(epoll, EPOLL_CTL_ADD, listener, &event) == 0, "epoll_ctl");
    for (;;) {
        int ready = epoll_wait(epoll, events, EVENTS, head == tail ? 1 : 0);
        for (int i = 0; i < ready; i++) {
            int fd = events[i].data.fd;
            if (fd != listener) {
                receive(fd, size, &free_at, apart);
                continue;
            }
            int peer = accept4(listener, NULL, NULL, SOCK_NONBLOCK);
            if (peer < 0) continue;
            must(peer < MAX_FDS, "too many connections");
            setsockopt(peer, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
            event = (struct epoll_event){.events = EPOLLIN, .data.fd = peer};
            must(epoll_ctl(epoll, EPOLL_CTL_ADD, peer, &event) == 0, "epoll_ctl");
        }
        while (head < tail && queue[head & (room - 1)].due <= now()) reply(size);
    }
}
