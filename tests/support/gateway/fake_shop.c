#include "tests/support/gateway/fake_shop.h"

#include <arpa/inet.h>
#include <netinet/tcp.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/socket.h>
#include <unistd.h>

#include "gateway/actions/actions.h"

#define CONNECTIONS_MAX 64
#define REQUEST_MAX 65536

struct visit {
	struct fake_shop *shop;
	pthread_t thread;
	int fd;
};

struct fake_shop {
	int fd;
	char url[40];
	pthread_t thread;
	pthread_mutex_t lock; /* guards all below */
	struct visit visits[CONNECTIONS_MAX];
	unsigned connections, requests, flaky;
};

/* ---- answers ---- */

static bool send_all(int fd, const char *bytes, size_t len)
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

static bool answer(int fd, int status, const char *extra, const char *body, size_t len)
{
	char head[256];
	int n = snprintf(head, sizeof(head), "HTTP/1.1 %d X\r\nContent-Length: %zu\r\n%s\r\n",
			 status, len, extra);

	return send_all(fd, head, (size_t)n) && send_all(fd, body, len);
}

static bool answer_size(int fd, size_t len)
{
	char *body = malloc(len + 1);
	bool kept;

	memset(body, 'x', len);
	kept = answer(fd, 200, "", body, len);
	free(body);
	return kept;
}

static bool answer_endless(int fd)
{
	static const char head[] = "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n";
	static char chunk[4096 + 8] = "1000\r\n";

	memset(chunk + 6, 'x', 4096);
	memcpy(chunk + 6 + 4096, "\r\n", 2);
	if (!send_all(fd, head, sizeof(head) - 1))
		return false;
	while (send_all(fd, chunk, sizeof(chunk)))
		;
	return false;
}

static bool hang(int fd)
{
	char c;

	while (recv(fd, &c, 1, 0) > 0)
		;
	return false;
}

static bool answer_flaky(struct fake_shop *s, int fd, unsigned failures)
{
	unsigned before;

	pthread_mutex_lock(&s->lock);
	before = s->flaky++;
	pthread_mutex_unlock(&s->lock);
	return before < failures ? answer(fd, 503, "", "{}", 2)
				 : answer(fd, 200, "", "{\"ok\":true}", 11);
}

/* The number behind `start` in the path of the request; -1 when the path is another one. */
static long number_of(const char *request, const char *start)
{
	const char *path = strchr(request, ' ');

	return path && !strncmp(path + 1, start, strlen(start))
		       ? strtol(path + 1 + strlen(start), NULL, 10)
		       : -1;
}

static bool has_path(const char *request, const char *path)
{
	return number_of(request, path) >= 0;
}

/* False when the connection is over. */
static bool behave(struct fake_shop *s, int fd, const char *request, size_t len)
{
	static const char cut[] = "HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n{\"half\":";
	char text[64];
	long n;

	if (has_path(request, "/ok"))
		return answer(fd, 200, "", "{\"ok\":true}", 11);
	if (has_path(request, "/echo"))
		return answer(fd, 200, "", request, len);
	if ((n = number_of(request, "/status/")) >= 0)
		return answer(fd, (int)n, "", text,
			      (size_t)snprintf(text, sizeof(text), "{\"status\":%ld}", n));
	if ((n = number_of(request, "/flaky/")) >= 0)
		return answer_flaky(s, fd, (unsigned)n);
	if ((n = number_of(request, "/later/")) >= 0) {
		snprintf(text, sizeof(text), "Retry-After: %ld\r\n", n);
		return answer(fd, 503, text, "{}", 2);
	}
	if ((n = number_of(request, "/size/")) >= 0)
		return answer_size(fd, (size_t)n);
	if (has_path(request, "/huge"))
		return answer_size(fd, ACTIONS_BODY_MAX + 1);
	if (has_path(request, "/endless"))
		return answer_endless(fd);
	if (has_path(request, "/redirect"))
		return answer(fd, 302, "Location: /ok\r\n", "", 0);
	if (has_path(request, "/hang"))
		return hang(fd);
	if (has_path(request, "/cut"))
		send_all(fd, cut, sizeof(cut) - 1);
	else if (has_path(request, "/close"))
		answer(fd, 200, "", "{\"ok\":true}", 11);
	else
		send_all(fd, "what?\r\n\r\n", 9);
	return false;
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
	struct fake_shop *s = v->shop;
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
			open = behave(s, v->fd, bytes, request);
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
	struct fake_shop *s = arg;
	int fd;

	while ((fd = accept(s->fd, NULL, NULL)) >= 0) {
		pthread_mutex_lock(&s->lock);
		if (s->connections == CONNECTIONS_MAX)
			abort(); /* the test asks for more than this is made for */
		struct visit *v = &s->visits[s->connections++];
		*v = (struct visit){.shop = s, .fd = fd};
		pthread_create(&v->thread, NULL, serve, v);
		pthread_mutex_unlock(&s->lock);
	}
	return NULL;
}

struct fake_shop *fake_shop_start(void)
{
	struct fake_shop *s = calloc(1, sizeof(*s));
	struct sockaddr_in a = {.sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
	socklen_t len = sizeof(a);

	pthread_mutex_init(&s->lock, NULL);
	s->fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
	if (bind(s->fd, (struct sockaddr *)&a, len) != 0 || listen(s->fd, 64) != 0 ||
	    getsockname(s->fd, (struct sockaddr *)&a, &len) != 0)
		abort();
	snprintf(s->url, sizeof(s->url), "http://127.0.0.1:%u", ntohs(a.sin_port));
	pthread_create(&s->thread, NULL, accept_all, s);
	return s;
}

const char *fake_shop_url(const struct fake_shop *s)
{
	return s->url;
}

static unsigned read_count(struct fake_shop *s, const unsigned *count)
{
	unsigned value;

	pthread_mutex_lock(&s->lock);
	value = *count;
	pthread_mutex_unlock(&s->lock);
	return value;
}

unsigned fake_shop_requests(struct fake_shop *s)
{
	return read_count(s, &s->requests);
}

unsigned fake_shop_connections(struct fake_shop *s)
{
	return read_count(s, &s->connections);
}

void fake_shop_stop(struct fake_shop *s)
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
