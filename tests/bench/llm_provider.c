#include "tests/bench/llm_provider.h"

#include <arpa/inet.h>
#include <fcntl.h>
#include <netinet/tcp.h>
#include <signal.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/epoll.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

#define CONNECTIONS_MAX 4096
#define HEAD                                                                        \
	"HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nTransfer-Encoding: " \
	"chunked\r\n\r\n"
#define PART "data: {\"choices\":[{\"index\":0,\"delta\":{\"content\":\"zinc \"}}]}\n\n"
#define END                                                                                     \
	"data: {\"choices\":[{\"index\":0,\"delta\":{},\"finish_reason\":\"stop\"}]}\n\ndata: " \
	"{\"choices\":[],\"usage\":{\"prompt_tokens\":40,\"completion_tokens\":60}}\n\ndata: "  \
	"[DONE]\n\n"

static struct connection {
	char in[16384];
	size_t len;
	bool is_open;
	int parts;      /* sent of the stream; -1: none is under way */
	int64_t due_ns; /* the next */
} connections[CONNECTIONS_MAX];

static int64_t now_ns(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return (int64_t)t.tv_sec * 1000000000 + t.tv_nsec;
}

static void send_chunk(int fd, const char *head, const char *text, const char *end)
{
	char out[2048];
	int len = snprintf(out, sizeof(out), "%s%zx\r\n%s\r\n%s", head, strlen(text), text, end);

	/* Small beside the socket's buffer; a client that does not read is not what is measured. */
	if (send(fd, out, (size_t)len, MSG_NOSIGNAL) != len)
		connections[fd].parts = -1;
}

static void step(int fd, struct connection *c)
{
	if (c->parts < PROVIDER_PARTS) {
		c->due_ns += (int64_t)PROVIDER_PART_MS * 1000000;
		send_chunk(fd, c->parts == 0 ? HEAD : "", PART, "");
		c->parts++;
	} else {
		c->parts = -1;
		send_chunk(fd, "", END, "0\r\n\r\n");
	}
}

/* A whole request begins a stream. */
static void look(struct connection *c)
{
	char *end, *length;
	size_t whole;

	c->in[c->len] = '\0';
	end = strstr(c->in, "\r\n\r\n");
	length = strcasestr(c->in, "content-length:");
	if (!end || !length)
		return;
	whole = (size_t)(end + 4 - c->in) + strtoul(length + 15, NULL, 10);
	if (c->len < whole)
		return;
	memmove(c->in, c->in + whole, c->len - whole);
	c->len -= whole;
	c->parts = 0;
	c->due_ns = now_ns() + (int64_t)PROVIDER_FIRST_MS * 1000000;
}

static void receive(int fd)
{
	struct connection *c = &connections[fd];
	ssize_t n = recv(fd, c->in + c->len, sizeof(c->in) - 1 - c->len, 0);

	if (n <= 0) {
		c->is_open = false;
		close(fd);
		return;
	}
	c->len += (size_t)n;
	look(c);
}

static void welcome(int epoll, int listener)
{
	int fd, on = 1;

	while ((fd = accept4(listener, NULL, NULL, SOCK_NONBLOCK)) >= 0) {
		struct epoll_event e = {.events = EPOLLIN, .data.fd = fd};

		if (fd >= CONNECTIONS_MAX)
			abort();
		setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof(on));
		connections[fd] = (struct connection){.is_open = true, .parts = -1};
		epoll_ctl(epoll, EPOLL_CTL_ADD, fd, &e);
	}
}

static void serve(int listener)
{
	struct epoll_event events[256], e = {.events = EPOLLIN, .data.fd = listener};
	int epoll = epoll_create1(0);

	epoll_ctl(epoll, EPOLL_CTL_ADD, listener, &e);
	for (;;) {
		int count = epoll_wait(epoll, events, 256, 1);
		int64_t now = now_ns();

		for (int i = 0; i < count; i++) {
			if (events[i].data.fd == listener)
				welcome(epoll, listener);
			else
				receive(events[i].data.fd);
		}
		for (int fd = 0; fd < CONNECTIONS_MAX; fd++) {
			struct connection *c = &connections[fd];

			if (c->is_open && c->parts >= 0 && c->due_ns <= now)
				step(fd, c);
		}
	}
}

pid_t provider_start(unsigned *ret_port)
{
	struct sockaddr_in a = {.sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
	socklen_t len = sizeof(a);
	int listener = socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK, 0);
	pid_t child;

	if (bind(listener, (struct sockaddr *)&a, len) != 0 || listen(listener, 4096) != 0 ||
	    getsockname(listener, (struct sockaddr *)&a, &len) != 0)
		abort();
	*ret_port = ntohs(a.sin_port);
	child = fork();
	if (child == 0) {
		prctl(PR_SET_PDEATHSIG, SIGKILL);
		serve(listener);
	}
	close(listener);
	return child;
}
