#include "tests/support/gateway/http_stub.h"

#include <arpa/inet.h>
#include <netinet/tcp.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/socket.h>
#include <unistd.h>

#define CONNECTIONS_MAX 64
#define REQUEST_MAX (512 * 1024)

struct visit {
	struct http_stub *stub;
	pthread_t thread;
	int fd;
};

struct http_stub {
	http_stub_behave *behave;
	int fd;
	char url[40];
	pthread_t thread;
	pthread_mutex_t lock; /* guards all below */
	struct visit visits[CONNECTIONS_MAX];
	unsigned connections, requests, flaky;
};

bool http_stub_send(int fd, const char *bytes, size_t len)
{
	while (len > 0) {
		ssize_t n = send(fd, bytes, len, MSG_NOSIGNAL);

		if (n <= 0)
			return false;
		bytes += n;
		len -= (size_t)n;
	}
	return true;
}

bool http_stub_answer(int fd, int status, const char *extra, const char *body, size_t len)
{
	char head[256];
	int n = snprintf(head, sizeof(head), "HTTP/1.1 %d X\r\nContent-Length: %zu\r\n%s\r\n",
			 status, len, extra);

	return http_stub_send(fd, head, (size_t)n) && http_stub_send(fd, body, len);
}

bool http_stub_hang(int fd)
{
	char c;

	while (recv(fd, &c, 1, 0) > 0)
		;
	return false;
}

unsigned http_stub_turn(struct http_stub *s)
{
	unsigned before;

	pthread_mutex_lock(&s->lock);
	before = s->flaky++;
	pthread_mutex_unlock(&s->lock);
	return before;
}

/* The number behind `start` in the path of the request; -1 when the path is another one. */
long http_stub_number(const char *request, const char *start)
{
	const char *path = strchr(request, ' ');

	return path && !strncmp(path + 1, start, strlen(start))
		       ? strtol(path + 1 + strlen(start), NULL, 10)
		       : -1;
}

/* ---- connections ---- */

/* Length of the first request in the buffer, 0 while it is not whole. */
static size_t whole(const char *bytes)
{
	const char *end = strstr(bytes, "\r\n\r\n"), *header = strcasestr(bytes, "content-length:");
	size_t body = header && end && header < end ? strtoul(header + 15, NULL, 10) : 0;

	if (!end || strlen(end + 4) < body)
		return 0;
	return (size_t)(end + 4 - bytes) + body;
}

static void *serve(void *arg)
{
	struct visit *v = arg;
	struct http_stub *s = v->stub;
	char *bytes = calloc(1, REQUEST_MAX + 1);
	size_t len = 0, request;
	int on = 1;
	bool open = true;
	ssize_t n;

	setsockopt(v->fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof(on));
	while (open && len < REQUEST_MAX &&
	       (n = recv(v->fd, bytes + len, REQUEST_MAX - len, 0)) > 0) {
		len += (size_t)n;
		bytes[len] = '\0';
		if (bytes[0] == 0x16) /* TLS: not spoken here */
			break;
		while (open && (request = whole(bytes))) {
			pthread_mutex_lock(&s->lock);
			s->requests++;
			pthread_mutex_unlock(&s->lock);
			open = s->behave(s, v->fd, bytes, request);
			memmove(bytes, bytes + request, len - request + 1);
			len -= request;
		}
	}
	shutdown(v->fd, SHUT_RDWR);
	free(bytes);
	return NULL;
}

static void *accept_all(void *arg)
{
	struct http_stub *s = arg;
	int fd;

	while ((fd = accept(s->fd, NULL, NULL)) >= 0) {
		pthread_mutex_lock(&s->lock);
		if (s->connections == CONNECTIONS_MAX)
			abort(); /* the test asks for more than this is made for */
		struct visit *v = &s->visits[s->connections++];
		*v = (struct visit){.stub = s, .fd = fd};
		pthread_create(&v->thread, NULL, serve, v);
		pthread_mutex_unlock(&s->lock);
	}
	return NULL;
}

struct http_stub *http_stub_start(http_stub_behave *behave)
{
	struct http_stub *s = calloc(1, sizeof(*s));
	struct sockaddr_in a = {.sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
	socklen_t len = sizeof(a);

	s->behave = behave;
	pthread_mutex_init(&s->lock, NULL);
	s->fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
	if (bind(s->fd, (struct sockaddr *)&a, len) != 0 || listen(s->fd, 64) != 0 ||
	    getsockname(s->fd, (struct sockaddr *)&a, &len) != 0)
		abort();
	snprintf(s->url, sizeof(s->url), "http://127.0.0.1:%u", ntohs(a.sin_port));
	pthread_create(&s->thread, NULL, accept_all, s);
	return s;
}

const char *http_stub_url(const struct http_stub *s)
{
	return s->url;
}

static unsigned read_count(struct http_stub *s, const unsigned *count)
{
	unsigned value;

	pthread_mutex_lock(&s->lock);
	value = *count;
	pthread_mutex_unlock(&s->lock);
	return value;
}

unsigned http_stub_requests(struct http_stub *s)
{
	return read_count(s, &s->requests);
}

unsigned http_stub_connections(struct http_stub *s)
{
	return read_count(s, &s->connections);
}

void http_stub_stop(struct http_stub *s)
{
	shutdown(s->fd, SHUT_RDWR);
	pthread_join(s->thread, NULL);
	close(s->fd);
	for (unsigned i = 0; i < s->connections; i++) {
		shutdown(s->visits[i].fd, SHUT_RDWR);
		pthread_join(s->visits[i].thread, NULL);
		close(s->visits[i].fd);
	}
	pthread_mutex_destroy(&s->lock);
	free(s);
}
