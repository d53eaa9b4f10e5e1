/*
 * The load generator of `make bench`: N WebSocket clients on one thread (epoll, own framing), one
 * message in flight each.
 *
 * load PORT MODE CONNECTIONS SECONDS PID [TEXT...]
 *
 *   echo     sends 100 bytes of JSON, waits for them to come back
 *   gateway  hello, consent, then messages; a message is done when its ack and the bot's labelled
 * reply have arrived idle     connects (hello in front of a gateway, when a TEXT is given), stays,
 * measures memory
 *
 * Prints one JSON object: messages a second, microseconds of the server's CPU a message (from
 * /proc/PID/stat, all threads), p50 and p99 of the round trip, handshakes a second. Clients come
 * from 127.0.0.0/8, 40 to an address, so that no cap on one address decides the result. TEXTs are
 * sent in turn, so that no conversation looks like somebody who gets no answer.
 */
#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

#define PER_ADDRESS 40
#define OPENING_MAX 256 /* handshakes under way at once */
#define OPEN_LIMIT_S 120
#define SETTLE_LIMIT_S 30
#define READ_SIZE 65536
#define FRAME_MAX 1048576
/* Latencies: 64 steps to each power of two of microseconds. */
#define STEPS 64
#define BUCKETS (STEPS * 32)

enum mode { ECHO, GATEWAY, IDLE };
enum state { CLOSED, CONNECTING, UPGRADING, WELCOMING, READY, WAITING };

struct client {
	int fd;
	enum state state;
	bool acked, replied;
	unsigned sent;
	int64_t sent_ns;
	char *in; /* what has not made a whole frame yet */
	size_t len, room;
};

struct load {
	enum mode mode;
	unsigned port;
	int count, open, opening, next, failed, epoll;
	pid_t pid;
	char **texts;
	int text_count;
	struct client *clients;
	bool running, counting;
	uint64_t done, errors;
	uint64_t histogram[BUCKETS];
	char token[24];
};

static int64_t now_ns(void)
{
	struct timespec ts;

	clock_gettime(CLOCK_MONOTONIC, &ts);
	return (int64_t)ts.tv_sec * 1000000000 + ts.tv_nsec;
}

static void fail(const char *what)
{
	fprintf(stderr, "load: %s: %s\n", what, strerror(errno));
	exit(1);
}

/* ---- what the server uses ---- */

static double server_cpu_s(pid_t pid)
{
	char path[64], text[1024], *p;
	unsigned long user = 0, system = 0;
	FILE *f;

	snprintf(path, sizeof(path), "/proc/%d/stat", (int)pid);
	f = fopen(path, "r");
	if (!f || !fgets(text, sizeof(text), f))
		fail(path);
	fclose(f);
	p = strrchr(text, ')');
	for (int i = 0; p && i < 12; i++) /* fields 14 and 15 */
		p = strchr(p + 1, ' ');
	if (p) {
		user = strtoul(p + 1, &p, 10);
		system = strtoul(p, NULL, 10);
	}
	return (double)(user + system) / (double)sysconf(_SC_CLK_TCK);
}

static long server_rss_kb(pid_t pid)
{
	char path[64], text[256];
	long kb = 0;
	FILE *f;

	snprintf(path, sizeof(path), "/proc/%d/status", (int)pid);
	f = fopen(path, "r");
	while (f && fgets(text, sizeof(text), f))
		if (!strncmp(text, "VmRSS:", 6))
			kb = strtol(text + 6, NULL, 10);
	if (f)
		fclose(f);
	return kb;
}

/* ---- latencies ---- */

static void record(struct load *l, int64_t ns)
{
	uint64_t us = ns > 0 ? (uint64_t)ns / 1000 : 0;
	unsigned power = 0;
	size_t at;

	while (us >> power >= STEPS * 2)
		power++;
	at = us < STEPS ? us : (size_t)power * STEPS + (size_t)(us >> power);
	l->histogram[at < BUCKETS ? at : BUCKETS - 1]++;
}

static double percentile_us(const struct load *l, double share)
{
	uint64_t want = (uint64_t)((double)l->done * share), seen = 0;

	for (size_t at = 0; at < BUCKETS; at++) {
		seen += l->histogram[at];
		if (seen <= want)
			continue;
		if (at < STEPS * 2)
			return (double)at;
		return (double)((at % STEPS + STEPS) << (at / STEPS - 1));
	}
	return 0;
}

/* ---- a client ---- */

static void drop(struct load *l, struct client *c)
{
	if (c->state == CLOSED)
		return;
	if (c->state < READY)
		l->opening--;
	else
		l->open--;
	close(c->fd);
	c->fd = -1;
	c->state = CLOSED;
	l->failed++;
}

/* All frames here are small; a socket that does not take one is a failed client. */
static void send_bytes(struct load *l, struct client *c, const char *bytes, size_t len)
{
	if (send(c->fd, bytes, len, MSG_NOSIGNAL) != (ssize_t)len)
		drop(l, c);
}

static void send_text(struct load *l, struct client *c, const char *text)
{
	char frame[1024];
	size_t len = strlen(text), at = 0;

	if (len > sizeof(frame) - 8)
		return;
	frame[at++] = (char)0x81;
	if (len < 126) {
		frame[at++] = (char)(0x80 | len);
	} else {
		frame[at++] = (char)(0x80 | 126);
		frame[at++] = (char)(len >> 8);
		frame[at++] = (char)len;
	}
	memcpy(frame + at, "\x11\x22\x33\x44", 4);
	at += 4;
	for (size_t i = 0; i < len; i++)
		frame[at + i] = (char)(text[i] ^ "\x11\x22\x33\x44"[i & 3]);
	send_bytes(l, c, frame, at + len);
}

static void send_message(struct load *l, struct client *c)
{
	long index = c - l->clients;
	char text[600];
	int len;

	if (l->mode == GATEWAY) {
		snprintf(text, sizeof(text),
			 "{\"type\":\"message\",\"id\":\"b%s-%ld-%u\",\"text\":\"%s\"}", l->token,
			 index, c->sent, l->texts[c->sent % (unsigned)l->text_count]);
	} else {
		len = snprintf(text, sizeof(text),
			       "{\"type\":\"message\",\"id\":\"b%s-%ld-%u\",\"text\":\"", l->token,
			       index, c->sent);
		while (len < 98)
			text[len++] = 'x';
		memcpy(text + len, "\"}", 3);
	}
	c->sent++;
	c->acked = c->replied = false;
	c->state = WAITING;
	c->sent_ns = now_ns();
	send_text(l, c, text);
}

static void ready(struct load *l, struct client *c)
{
	l->opening--;
	l->open++;
	c->state = READY;
}

static void upgraded(struct load *l, struct client *c)
{
	if (l->mode == ECHO || (l->mode == IDLE && !l->text_count)) {
		ready(l, c);
		return;
	}
	c->state = WELCOMING;
	send_text(l, c,
		  "{\"type\":\"hello\",\"token\":null,\"locale\":\"en\",\"page\":null,\"after\":0,"
		  "\"identity\":null}");
}

/* The text of `key` in flat JSON; good enough for frames whose shape is known. */
static bool field(const char *json, const char *key, char *out, size_t size)
{
	const char *p = strstr(json, key), *end;

	if (!p)
		return false;
	p += strlen(key);
	end = strchr(p, '"');
	if (!end || (size_t)(end - p) >= size)
		return false;
	memcpy(out, p, (size_t)(end - p));
	out[end - p] = '\0';
	return true;
}

static void welcomed(struct load *l, struct client *c, const char *json)
{
	char version[100], text[200];
	const char *notice = strstr(json, "\"notice\":");

	ready(l, c);
	if (notice && field(notice, "\"version\":\"", version, sizeof(version))) {
		snprintf(text, sizeof(text),
			 "{\"type\":\"consent\",\"version\":\"%s\",\"granted\":true}", version);
		if (l->mode == GATEWAY)
			send_text(l, c, text);
	}
}

static void finished(struct load *l, struct client *c)
{
	c->state = READY;
	if (l->counting) {
		l->done++;
		record(l, now_ns() - c->sent_ns);
	}
	if (l->running)
		send_message(l, c);
}

/* `json` is NUL-terminated. */
static void on_frame(struct load *l, struct client *c, const char *json)
{
	char type[32], id[80], mine[80];

	if (l->mode == ECHO) {
		finished(l, c);
		return;
	}
	if (!field(json, "\"type\":\"", type, sizeof(type)))
		return;
	if (!strcmp(type, "welcome") && c->state == WELCOMING)
		welcomed(l, c, json);
	if (c->state != WAITING)
		return;
	if (!strcmp(type, "error")) {
		if (!l->errors++)
			fprintf(stderr, "load: %s\n", json);
		finished(l, c);
	} else if (!strcmp(type, "ack")) {
		snprintf(mine, sizeof(mine), "b%s-%ld-%u", l->token, (long)(c - l->clients),
			 c->sent - 1);
		if (field(json, "\"id\":\"", id, sizeof(id)) && !strcmp(id, mine))
			c->acked = true;
	} else if (!strcmp(type, "message") && strstr(json, "\"ai_generated\":true")) {
		c->replied = true;
	}
	if (c->acked && c->replied)
		finished(l, c);
}

/* Takes one whole frame from the front; returns its length or 0. */
static size_t take_frame(struct load *l, struct client *c, char *bytes, size_t len)
{
	size_t head = 2, size;
	char after;

	if (len < 2)
		return 0;
	size = (unsigned char)bytes[1] & 0x7f;
	if (size == 126) {
		head = 4;
		if (len < head)
			return 0;
		size = (size_t)((unsigned char)bytes[2] << 8 | (unsigned char)bytes[3]);
	} else if (size == 127) {
		head = 10;
		if (len < head)
			return 0;
		size = 0;
		for (int i = 2; i < 10; i++)
			size = size << 8 | (unsigned char)bytes[i];
	}
	if (size > FRAME_MAX) {
		drop(l, c);
		return 0;
	}
	if (len < head + size)
		return 0;
	if ((bytes[0] & 0x0f) == 8) {
		drop(l, c);
	} else if ((bytes[0] & 0x0f) == 9) {
		char pong[140] = {(char)0x8a, (char)(0x80 | size)};

		if (size < 126) {
			memcpy(pong + 6, bytes + head, size);
			send_bytes(l, c, pong, 6 + size);
		}
	} else {
		after = bytes[head + size]; /* there is room for a NUL behind */
		bytes[head + size] = '\0';
		on_frame(l, c, bytes + head);
		bytes[head + size] = after;
	}
	return head + size;
}

static size_t take_upgrade(struct load *l, struct client *c, char *bytes, size_t len)
{
	char *end;

	bytes[len] = '\0';
	end = strstr(bytes, "\r\n\r\n");
	if (!end)
		return 0;
	if (strncmp(bytes, "HTTP/1.1 101", 12) != 0) {
		if (!l->errors++)
			fprintf(stderr, "load: %.*s\n", 120, bytes);
		drop(l, c);
		return 0;
	}
	upgraded(l, c);
	return (size_t)(end + 4 - bytes);
}

static void keep(struct client *c, const char *bytes, size_t len)
{
	if (len + 1 > c->room) {
		c->room = len * 2 + 1;
		c->in = realloc(c->in, c->room);
		if (!c->in)
			fail("realloc");
	}
	memmove(c->in, bytes, len);
	c->len = len;
}

static void on_readable(struct load *l, struct client *c)
{
	static char buffer[FRAME_MAX + READ_SIZE + 16];
	size_t at = 0, len = c->len, used;
	ssize_t n;

	if (len)
		memcpy(buffer, c->in, len);
	n = recv(c->fd, buffer + len, READ_SIZE, 0);
	if (n <= 0) {
		if (n == 0 || (errno != EAGAIN && errno != EINTR))
			drop(l, c);
		return;
	}
	len += (size_t)n;
	do {
		used = 0;
		if (c->state == UPGRADING)
			used = take_upgrade(l, c, buffer + at, len - at);
		else if (c->state > UPGRADING)
			used = take_frame(l, c, buffer + at, len - at);
		at += used;
	} while (used && c->state != CLOSED);
	c->len = 0;
	if (c->state != CLOSED && at < len)
		keep(c, buffer + at, len - at);
	else if (c->in) {
		free(c->in);
		c->in = NULL;
		c->room = 0;
	}
}

/* ---- opening ---- */

static void connect_one(struct load *l, int index)
{
	struct client *c = &l->clients[index];
	struct sockaddr_in to = {.sin_family = AF_INET, .sin_port = htons((uint16_t)l->port)};
	struct sockaddr_in from = {.sin_family = AF_INET};
	struct epoll_event ev = {.events = EPOLLIN | EPOLLOUT, .data.ptr = c};
	int on = 1, group = index / PER_ADDRESS;

	to.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
	from.sin_addr.s_addr = htonl((127U << 24) | (1U << 16) | ((unsigned)(group / 250) << 8) |
				     (unsigned)(group % 250 + 1));
	c->fd = socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
	if (c->fd < 0)
		fail("socket");
	setsockopt(c->fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof(on));
	setsockopt(c->fd, IPPROTO_IP, IP_BIND_ADDRESS_NO_PORT, &on, sizeof(on));
	if (bind(c->fd, (struct sockaddr *)&from, sizeof(from)) < 0)
		fail("bind");
	if (connect(c->fd, (struct sockaddr *)&to, sizeof(to)) < 0 && errno != EINPROGRESS)
		fail("connect");
	c->state = CONNECTING;
	l->opening++;
	if (epoll_ctl(l->epoll, EPOLL_CTL_ADD, c->fd, &ev) < 0)
		fail("epoll_ctl");
}

static void on_connected(struct load *l, struct client *c)
{
	struct epoll_event ev = {.events = EPOLLIN, .data.ptr = c};
	char request[300];
	int len = snprintf(
		request, sizeof(request),
		"GET /ws/customer HTTP/1.1\r\nHost: 127.0.0.1:%u\r\nUpgrade: websocket\r\n"
		"Connection: Upgrade\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n"
		"Sec-WebSocket-Version: 13\r\nSec-WebSocket-Protocol: frontdesk.v1\r\n\r\n",
		l->port);

	c->state = UPGRADING;
	epoll_ctl(l->epoll, EPOLL_CTL_MOD, c->fd, &ev);
	send_bytes(l, c, request, (size_t)len);
}

static void turn(struct load *l, int wait_ms)
{
	struct epoll_event events[512];
	int n = epoll_wait(l->epoll, events, 512, wait_ms);

	for (int i = 0; i < n; i++) {
		struct client *c = events[i].data.ptr;

		if (c->state == CONNECTING && (events[i].events & (EPOLLOUT | EPOLLERR)))
			on_connected(l, c);
		else if (c->state != CLOSED && (events[i].events & (EPOLLIN | EPOLLHUP)))
			on_readable(l, c);
	}
}

static void open_all(struct load *l)
{
	int64_t until = now_ns() + (int64_t)OPEN_LIMIT_S * 1000000000;

	while ((l->next < l->count || l->opening) && now_ns() < until) {
		while (l->next < l->count && l->opening < OPENING_MAX)
			connect_one(l, l->next++);
		turn(l, 100);
	}
}

/* ---- running ---- */

static void run_for(struct load *l, double seconds)
{
	int64_t until = now_ns() + (int64_t)(seconds * 1e9);

	while (now_ns() < until)
		turn(l, 10);
}

static void settle(struct load *l)
{
	int64_t until = now_ns() + (int64_t)SETTLE_LIMIT_S * 1000000000;
	int waiting;

	do {
		turn(l, 10);
		waiting = 0;
		for (int i = 0; i < l->count; i++)
			waiting += l->clients[i].state == WAITING;
	} while (waiting && now_ns() < until);
}

static void measure(struct load *l, double seconds, double open_s)
{
	double cpu, passed;
	int64_t from;

	l->running = true;
	for (int i = 0; i < l->count; i++)
		if (l->clients[i].state == READY)
			send_message(l, &l->clients[i]);
	run_for(l, seconds / 4); /* warm */
	l->counting = true;
	cpu = server_cpu_s(l->pid);
	from = now_ns();
	run_for(l, seconds);
	passed = (double)(now_ns() - from) / 1e9;
	cpu = server_cpu_s(l->pid) - cpu;
	l->counting = l->running = false;
	settle(l);
	printf("{\"connections\":%d,\"failed\":%d,\"errors\":%llu,\"messages\":%llu,\"per_second\":"
	       "%.0f,"
	       "\"cpu_us\":%.2f,\"p50_us\":%.0f,\"p99_us\":%.0f,\"upgrades_per_second\":%.0f}\n",
	       l->open, l->failed, (unsigned long long)l->errors, (unsigned long long)l->done,
	       (double)l->done / passed, l->done ? cpu * 1e6 / (double)l->done : 0.0,
	       percentile_us(l, 0.5), percentile_us(l, 0.99), l->open / open_s);
}

static void measure_idle(struct load *l, long before_kb, double seconds, double open_s)
{
	long after_kb;

	run_for(l, seconds);
	after_kb = server_rss_kb(l->pid);
	printf("{\"connections\":%d,\"failed\":%d,\"bytes_per_connection\":%.0f,\"upgrades_per_"
	       "second\":%.0f}\n",
	       l->open, l->failed, l->open ? (double)(after_kb - before_kb) * 1024 / l->open : 0.0,
	       l->open / open_s);
}

static enum mode mode_of(const char *word)
{
	return !strcmp(word, "echo") ? ECHO : !strcmp(word, "gateway") ? GATEWAY : IDLE;
}

int main(int argc, char **argv)
{
	static struct load l;
	struct rlimit r;
	int64_t from;
	double seconds, open_s;
	long before_kb;

	if (argc < 6) {
		fprintf(stderr,
			"usage: load PORT echo|gateway|idle CONNECTIONS SECONDS PID [TEXT...]\n");
		return 2;
	}
	l.port = (unsigned)strtoul(argv[1], NULL, 10);
	l.mode = mode_of(argv[2]);
	l.count = (int)strtol(argv[3], NULL, 10);
	seconds = strtod(argv[4], NULL);
	l.pid = (pid_t)strtol(argv[5], NULL, 10);
	l.texts = argv + 6;
	l.text_count = argc - 6;
	if (l.mode == GATEWAY && !l.text_count)
		return 2;
	if (getrlimit(RLIMIT_NOFILE, &r) == 0) {
		r.rlim_cur = r.rlim_max;
		setrlimit(RLIMIT_NOFILE, &r);
	}
	snprintf(l.token, sizeof(l.token), "%x", (unsigned)(now_ns() / 1000));
	l.clients = calloc((size_t)l.count, sizeof(l.clients[0]));
	l.epoll = epoll_create1(EPOLL_CLOEXEC);
	before_kb = server_rss_kb(l.pid);
	from = now_ns();
	open_all(&l);
	open_s = (double)(now_ns() - from) / 1e9;
	if (l.mode == IDLE)
		measure_idle(&l, before_kb, seconds, open_s);
	else
		measure(&l, seconds, open_s);
	return l.open == l.count && !l.errors ? 0 : 1;
}
