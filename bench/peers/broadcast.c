/* The least a room can cost: one room over WebSocket, in C, without storage, limits or checks.
 *
 * Speaks just enough engine.io and socket.io for bench.load. What arrives during one turn of the
 * loop is put together and leaves in one send() for each member. Prints its port when it listens.
 */
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <errno.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <unistd.h>

enum { MOST = 65536, ROOM_FOR_INPUT = 16384 };

struct buffer {
    char *bytes;
    size_t length, room;
};

struct member {
    int file, upgraded, inside;
    size_t filled;
    char input[ROOM_FOR_INPUT];
    struct buffer waiting;
};

static struct member *members[MOST];
static struct buffer round_of_messages;
static long place;
static int poller, newest;

/* bench.load always sends the key of the example in RFC 6455, so this is always the answer. */
static const char handshake[] =
    "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
    "Sec-WebSocket-Accept: s3pPLMBiTxaQ9kYGzzhZRbK+xOo=\r\n\r\n";

static void append(struct buffer *buffer, const void *bytes, size_t length) {
    if (buffer->length + length > buffer->room) {
        buffer->room = (buffer->length + length) * 2;
        buffer->bytes = realloc(buffer->bytes, buffer->room);
        if (!buffer->bytes) abort();
    }
    memcpy(buffer->bytes + buffer->length, bytes, length);
    buffer->length += length;
}

static void append_frame(struct buffer *buffer, const char *text, size_t length) {
    unsigned char head[4] = {0x81, (unsigned char)length};
    size_t head_length = 2;
    if (length > 125) {
        head[1] = 126;
        head[2] = (unsigned char)(length >> 8);
        head[3] = (unsigned char)length;
        head_length = 4;
    }
    append(buffer, head, head_length);
    append(buffer, text, length);
}

static void watch(struct member *member, uint32_t events, int how) {
    struct epoll_event event = {.events = events, .data.fd = member->file};
    epoll_ctl(poller, how, member->file, &event);
}

static void leave(struct member *member) {
    members[member->file] = NULL;
    close(member->file);
    free(member->waiting.bytes);
    free(member);
}

static void write_to(struct member *member, const char *bytes, size_t length) {
    ssize_t sent = 0;
    if (!member->waiting.length) {
        sent = send(member->file, bytes, length, MSG_NOSIGNAL);
        if (sent < 0) sent = 0;
        if ((size_t)sent == length) return;
        watch(member, EPOLLIN | EPOLLOUT, EPOLL_CTL_MOD);
    }
    append(&member->waiting, bytes + sent, length - sent);
}

static void write_waiting(struct member *member) {
    struct buffer *waiting = &member->waiting;
    ssize_t sent = send(member->file, waiting->bytes, waiting->length, MSG_NOSIGNAL);
    if (sent <= 0) return;
    memmove(waiting->bytes, waiting->bytes + sent, waiting->length - sent);
    waiting->length -= sent;
    if (!waiting->length) watch(member, EPOLLIN, EPOLL_CTL_MOD);
}

static void tell(struct member *member, const char *text) {
    struct buffer one = {0};
    append_frame(&one, text, strlen(text));
    write_to(member, one.bytes, one.length);
    free(one.bytes);
}

static void take(struct member *member, char *text, size_t length) {
    char answer[64];
    if (length >= 2 && !memcmp(text, "40", 2)) {
        tell(member, "40{\"sid\":\"peer\"}");
    } else if (length > 9 && !memcmp(text, "42[\"chat\"", 9)) {
        char *seq = memmem(text, length, "\"seq\":\"", 7);
        if (!seq) return;
        snprintf(answer, sizeof answer, "%09ld", ++place);
        memcpy(seq + 7, answer, 9);
        append_frame(&round_of_messages, text, length);
    } else if (length > 2 && !memcmp(text, "42", 2)) {
        snprintf(answer, sizeof answer, "43%d[%ld]", atoi(text + 2), place);
        member->inside = 1;
        tell(member, answer);
    }
}

/* Every whole frame in the input; returns 0 when the member said goodbye. */
static int take_frames(struct member *member) {
    size_t at = 0;
    while (member->filled - at >= 6) {
        unsigned char *frame = (unsigned char *)member->input + at;
        size_t length = frame[1] & 127, head = 2;
        if (length == 126) {
            length = (size_t)frame[2] << 8 | frame[3];
            head = 4;
        }
        if (member->filled - at < head + 4 + length) break;
        unsigned char *mask = frame + head, *text = mask + 4;
        for (size_t i = 0; i < length; i++) text[i] ^= mask[i & 3];
        if ((frame[0] & 15) == 8) return 0;
        take(member, (char *)text, length);
        at += head + 4 + length;
    }
    memmove(member->input, member->input + at, member->filled - at);
    member->filled -= at;
    return 1;
}

static int read_from(struct member *member) {
    ssize_t got = recv(member->file, member->input + member->filled,
                       ROOM_FOR_INPUT - member->filled, 0);
    if (got < 0 && errno == EAGAIN) return 1;
    if (got <= 0) return 0;
    member->filled += got;
    if (!member->upgraded) {
        char *end = memmem(member->input, member->filled, "\r\n\r\n", 4);
        if (!end) return 1;
        size_t used = end + 4 - member->input;
        memmove(member->input, end + 4, member->filled - used);
        member->filled -= used;
        member->upgraded = 1;
        write_to(member, handshake, sizeof handshake - 1);
        tell(member, "0{\"sid\":\"peer\",\"upgrades\":[],\"pingInterval\":600000,"
                     "\"pingTimeout\":600000,\"maxPayload\":16384}");
    }
    return take_frames(member);
}

static void welcome(int listener) {
    int one = 1, file;
    while ((file = accept4(listener, NULL, NULL, SOCK_NONBLOCK)) >= 0) {
        if (file >= MOST) {
            close(file);
            continue;
        }
        setsockopt(file, IPPROTO_TCP, TCP_NODELAY, &one, sizeof one);
        struct member *member = calloc(1, sizeof *member);
        if (!member) abort();
        member->file = file;
        members[file] = member;
        if (file > newest) newest = file;
        watch(member, EPOLLIN, EPOLL_CTL_ADD);
    }
}

static int listen_anywhere(void) {
    struct sockaddr_in address = {.sin_family = AF_INET};
    socklen_t length = sizeof address;
    int listener = socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK, 0);
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    if (bind(listener, (struct sockaddr *)&address, length) || listen(listener, 4096)) abort();
    getsockname(listener, (struct sockaddr *)&address, &length);
    printf("{\"port\": %d}\n", ntohs(address.sin_port));
    fflush(stdout);
    return listener;
}

int main(void) {
    struct rlimit limit;
    getrlimit(RLIMIT_NOFILE, &limit);
    limit.rlim_cur = limit.rlim_max;
    setrlimit(RLIMIT_NOFILE, &limit);
    int listener = listen_anywhere();
    poller = epoll_create1(0);
    struct epoll_event first = {.events = EPOLLIN, .data.fd = listener}, events[512];
    epoll_ctl(poller, EPOLL_CTL_ADD, listener, &first);
    for (;;) {
        int count = epoll_wait(poller, events, 512, -1);
        for (int i = 0; i < count; i++) {
            int file = events[i].data.fd;
            if (file == listener) {
                welcome(listener);
                continue;
            }
            if (members[file] && events[i].events & EPOLLOUT) write_waiting(members[file]);
            if (members[file] && events[i].events & ~EPOLLOUT && !read_from(members[file]))
                leave(members[file]);
        }
        if (!round_of_messages.length) continue;
        for (int file = 0; file <= newest; file++)
            if (members[file] && members[file]->inside)
                write_to(members[file], round_of_messages.bytes, round_of_messages.length);
        round_of_messages.length = 0;
    }
}
