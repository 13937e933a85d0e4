// What a durable answer costs a server of Slipway's shape that does nothing for a request but put it on disk.
//
//     cc -O2 -pthread -o flush-server flush-server.c
//     flush-server PORT FILE [MICROSECONDS]
//
// Whatever arrives on a connection of 127.0.0.1:PORT is one request. It is answered, with about as many bytes as Slipway's
// answer to a read of one secret, once FILE was written to and flushed: one flush for all requests that came in during
// the one before. As in Slipway one thread has the sockets and another the file, and each commit writes four pages with
// a head of 24 bytes each, as SQLite does to its log for 14 reads, into 16 MiB that are there already. Nothing is parsed,
// looked up, opened, hashed or checked, and the log is never moved into a database. With MICROSECONDS the first thread
// spends about so much of its processor time on each request, in place of all that.
//
// On SIGTERM it says to standard error how many commits there were, of how many requests, and how long a flush took.

// accept4
#define _GNU_SOURCE

#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <netinet/tcp.h>
#include <pthread.h>
#include <signal.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/eventfd.h>
#include <time.h>
#include <unistd.h>

enum { connection_limit = 1024, pages = 4, page_length = 4096, head_length = 24, file_length = 16 << 20 };

// The connections whose requests wait to be written, and those whose requests are on disk. Both under `lock`.
struct batch {
    int connections[connection_limit];
    int count;
};
static struct batch waiting, written;
static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static pthread_cond_t has_waiting = PTHREAD_COND_INITIALIZER;
// Readable when there is something in `written`.
static int written_event;
static int file;
static const char *answer;
static size_t answer_length;
static volatile sig_atomic_t is_stopped;
// The writer's alone, until the end.
static int64_t commits, requests, flush_nanoseconds;

static void fail(const char *message) {
    perror(message);
    exit(1);
}

static void add(struct batch *batch, int connection) {
    if (batch->count == connection_limit) fail("too many connections");
    batch->connections[batch->count++] = connection;
}

static void add_all(struct batch *batch, const struct batch *more) {
    for (int i = 0; i < more->count; i++) add(batch, more->connections[i]);
}

static struct batch take(struct batch *batch) {
    struct batch taken = *batch;
    batch->count = 0;
    return taken;
}

static int64_t nanoseconds(clockid_t clock) {
    struct timespec time;
    clock_gettime(clock, &time);
    return time.tv_sec * INT64_C(1000000000) + time.tv_nsec;
}

static void commit(void) {
    static unsigned char page[page_length];
    static off_t offset;
    // Never what is there already: some disks do not write that.
    memset(page, (int)(commits % 255) + 1, sizeof page);
    if (offset + pages * (head_length + page_length) > file_length) offset = 0;
    for (int i = 0; i < pages; i++) {
        if (pwrite(file, page, head_length, offset) != head_length) fail("write");
        if (pwrite(file, page, page_length, offset + head_length) != page_length) fail("write");
        offset += head_length + page_length;
    }
    int64_t began = nanoseconds(CLOCK_MONOTONIC);
    if (fdatasync(file)) fail("flush");
    flush_nanoseconds += nanoseconds(CLOCK_MONOTONIC) - began;
}

static void *write_batches(void *unused) {
    (void)unused;
    for (;;) {
        pthread_mutex_lock(&lock);
        while (waiting.count == 0) pthread_cond_wait(&has_waiting, &lock);
        struct batch batch = take(&waiting);
        pthread_mutex_unlock(&lock);
        commit();
        commits++;
        requests += batch.count;
        pthread_mutex_lock(&lock);
        add_all(&written, &batch);
        pthread_mutex_unlock(&lock);
        if (eventfd_write(written_event, 1)) fail("event");
    }
    return NULL;
}

static void work(int64_t duration) {
    if (duration == 0) return;
    int64_t end = nanoseconds(CLOCK_THREAD_CPUTIME_ID) + duration;
    while (nanoseconds(CLOCK_THREAD_CPUTIME_ID) < end)
        for (volatile int i = 0; i < 200; i++) {}
}

static void watch(int poller, int descriptor) {
    struct epoll_event event = {.events = EPOLLIN, .data.fd = descriptor};
    if (epoll_ctl(poller, EPOLL_CTL_ADD, descriptor, &event)) fail("watch");
}

static void admit(int poller, int listener) {
    int connection = accept4(listener, NULL, NULL, SOCK_NONBLOCK), on = 1;
    if (connection < 0) return;
    setsockopt(connection, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
    watch(poller, connection);
}

static void receive(int connection, int64_t duration, struct batch *batch) {
    char request[8192];
    ssize_t length = read(connection, request, sizeof request);
    if (length < 0 && errno == EAGAIN) return;
    if (length <= 0) {
        close(connection);
        return;
    }
    work(duration);
    add(batch, connection);
}

static void answer_written(void) {
    eventfd_t count;
    eventfd_read(written_event, &count);
    pthread_mutex_lock(&lock);
    struct batch batch = take(&written);
    pthread_mutex_unlock(&lock);
    // To whoever has hung up this fails, or it goes to who has his descriptor now: clients of a benchmark stay.
    for (int i = 0; i < batch.count; i++) send(batch.connections[i], answer, answer_length, MSG_NOSIGNAL);
}

static void make_answer(void) {
    enum { body_length = 160 };
    static char text[1024];
    int length = snprintf(
        text, sizeof text,
        "HTTP/1.1 200 OK\r\nX-Request-Id: 0123456789abcdef\r\nDate: Thu, 01 Jan 1970 00:00:00 GMT\r\n"
        "Content-Type: application/json\r\nContent-Length: %d\r\nCache-Control: no-store\r\n"
        "X-Content-Type-Options: nosniff\r\nReferrer-Policy: no-referrer\r\n"
        "Content-Security-Policy: default-src 'none'; frame-ancestors 'none'\r\n\r\n%*s",
        body_length, body_length, "");
    answer = text;
    answer_length = (size_t)length;
}

static int listen_on(const char *port) {
    int listener = socket(AF_INET, SOCK_STREAM, 0), on = 1;
    struct sockaddr_in address = {.sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
    address.sin_port = htons((uint16_t)atoi(port));
    setsockopt(listener, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on);
    if (bind(listener, (struct sockaddr *)&address, sizeof address) || listen(listener, 256)) fail("listen");
    return listener;
}

static void open_file(const char *path) {
    static const char block[1 << 16];
    file = open(path, O_RDWR | O_CREAT, 0600);
    if (file < 0) fail(path);
    for (off_t offset = 0; offset < file_length; offset += sizeof block)
        if (pwrite(file, block, sizeof block, offset) != sizeof block) fail("write");
    if (fsync(file)) fail("flush");
}

static void stop(int signal) {
    (void)signal;
    is_stopped = 1;
}

int main(int count, char **words) {
    if (count < 3) {
        fprintf(stderr, "usage: flush-server PORT FILE [MICROSECONDS]\n");
        return 2;
    }
    int64_t duration = count > 3 ? atoll(words[3]) * 1000 : 0;
    sigaction(SIGTERM, &(struct sigaction){.sa_handler = stop}, NULL);
    make_answer();
    open_file(words[2]);
    int listener = listen_on(words[1]), poller = epoll_create1(0);
    written_event = eventfd(0, EFD_NONBLOCK);
    watch(poller, listener);
    watch(poller, written_event);
    pthread_t writer;
    if (pthread_create(&writer, NULL, write_batches, NULL)) fail("thread");
    while (!is_stopped) {
        struct epoll_event events[256];
        struct batch batch;
        batch.count = 0;
        // With a limit, for a signal that comes just before it.
        int ready = epoll_wait(poller, events, 256, 100);
        for (int i = 0; i < ready; i++) {
            int descriptor = events[i].data.fd;
            if (descriptor == listener) admit(poller, listener);
            else if (descriptor == written_event) answer_written();
            else receive(descriptor, duration, &batch);
        }
        if (batch.count == 0) continue;
        // Once for all that came in together, as the first of them would otherwise go alone.
        pthread_mutex_lock(&lock);
        add_all(&waiting, &batch);
        pthread_mutex_unlock(&lock);
        pthread_cond_signal(&has_waiting);
    }
    if (commits == 0) return 0;
    fprintf(
        stderr, "%lld commits of %.1f requests, a flush %.3f ms\n", (long long)commits, (double)requests / (double)commits,
        (double)flush_nanoseconds / (double)commits / 1e6);
}
