/*
 * Our own listening socket. The library's would spin when file descriptors run out (accept fails,
 * the socket stays readable) and knows no caps. Here the number of connections is capped below the
 * limit of file descriptors; should they run out all the same (a log, a database, another library),
 * a spare one is given up to turn one caller away, and accepting rests for a moment.
 *
 * Options of the listening socket (no delay, keep-alive) are inherited by what it accepts.
 */
#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "gateway/base/log.h"
#include "gateway/ws/conn.h"

/* Connections taken in one turn before others get theirs. */
#define ACCEPT_BATCH 128
#define REST_MS 200
#define LOG_EVERY_MS 5000

static void fill_address(const struct settings_address *a, struct sockaddr_storage *out,
			 socklen_t *ret_len)
{
	memset(out, 0, sizeof(*out));
	if (a->is_ipv6) {
		struct sockaddr_in6 in6 = {.sin6_family = AF_INET6,
					   .sin6_port = htons((uint16_t)a->port)};

		(void)inet_pton(AF_INET6, a->host, &in6.sin6_addr);
		memcpy(out, &in6, sizeof(in6));
		*ret_len = sizeof(in6);
	} else {
		struct sockaddr_in in = {.sin_family = AF_INET,
					 .sin_port = htons((uint16_t)a->port)};

		(void)inet_pton(AF_INET, a->host, &in.sin_addr);
		memcpy(out, &in, sizeof(in));
		*ret_len = sizeof(in);
	}
}

/* ---- accepting ---- */

static void rest(struct server *s, const char *why)
{
	int64_t now = loop_now_mono_ms(s->loop);

	loop_poll_set(s->listener.poll, 0);
	loop_timer_start(s->listener.retry, REST_MS, 0);
	if (!s->listener.logged_ms || now - s->listener.logged_ms >= LOG_EVERY_MS) {
		s->listener.logged_ms = now;
		log_warn("accept_rests", "why", why, "connections", log_num((int64_t)s->conn_count),
			 NULL);
	}
}

static void on_retry(void *arg)
{
	struct server *s = arg;

	if (s->listener.poll)
		loop_poll_set(s->listener.poll, LOOP_READ);
}

/* Turns callers away with the spare descriptor, so that they are not left waiting in the backlog.
 */
static void shed_one(struct server *s)
{
	int fd;

	if (s->listener.spare_fd < 0)
		return;
	close(s->listener.spare_fd);
	fd = accept4(s->listener.fd, NULL, NULL, SOCK_CLOEXEC);
	if (fd >= 0)
		close(fd);
	s->listener.spare_fd = open("/dev/null", O_RDONLY | O_CLOEXEC);
}

/* A word before the door closes. The socket is new and its buffer empty, so this does not block;
 * that some callers see a reset instead, because their request was never read, is fine. */
static void turn_away(int fd, const char *status)
{
	char reply[160];
	int len = snprintf(reply, sizeof(reply),
			   "HTTP/1.1 %s\r\nRetry-After: 1\r\nContent-Length: 0\r\n"
			   "Connection: close\r\n\r\n",
			   status);

	if (len > 0)
		(void)!send(fd, reply, (size_t)len, MSG_NOSIGNAL | MSG_DONTWAIT);
	shutdown(fd, SHUT_WR);
	close(fd);
}

static void take(struct server *s, int fd, const struct sockaddr *sa)
{
	const struct settings_limits *l = &s->settings->limits;
	struct crowd_member *member = NULL;
	struct address a;

	address_of_socket(sa, &a);
	if (s->conn_count >= s->conn_max) {
		s->counters.refused_files++;
		turn_away(fd, "503 Service Unavailable");
		return;
	}
	/* A proxy speaks for many: its clients are counted one by one when they upgrade. */
	if (!address_in(&a, s->settings->trusted_proxies, s->settings->trusted_proxy_count) &&
	    crowd_join(s->crowd, &a, l->sockets_per_address, l->connects_per_second,
		       loop_now_mono_ms(s->loop), &member) != CROWD_IN) {
		s->counters.refused_limit++;
		turn_away(fd, "429 Too Many Requests");
		return;
	}
	conn_adopt(s, fd, &a, member);
}

static bool is_passing(int error)
{
	/* The peer went away meanwhile, or the network told of an old error: accept(2). */
	return error == EINTR || error == ECONNABORTED || error == EPROTO || error == ENETDOWN ||
	       error == EHOSTUNREACH || error == ENETUNREACH || error == EOPNOTSUPP;
}

static void on_readable(void *arg, int events)
{
	struct server *s = arg;

	(void)events;
	for (int i = 0; i < ACCEPT_BATCH; i++) {
		struct sockaddr_storage ss;
		socklen_t len = sizeof(ss);
		int fd = accept4(s->listener.fd, (struct sockaddr *)&ss, &len,
				 SOCK_NONBLOCK | SOCK_CLOEXEC);

		if (fd >= 0) {
			take(s, fd, (struct sockaddr *)&ss);
			continue;
		}
		if (errno == EAGAIN || errno == EWOULDBLOCK)
			return;
		if (is_passing(errno))
			continue;
		s->counters.refused_files++;
		if (errno == EMFILE || errno == ENFILE)
			shed_one(s);
		rest(s, strerror(errno));
		return;
	}
}

/* ---- life ---- */

static void set_url(struct server *s, const struct settings_address *a)
{
	struct sockaddr_storage ss;
	socklen_t len = sizeof(ss);
	unsigned port = a->port;
	const char *host = a->host;

	if (getsockname(s->listener.fd, (struct sockaddr *)&ss, &len) == 0) {
		struct sockaddr_in in;
		struct sockaddr_in6 in6;

		memcpy(&in, &ss, sizeof(in));
		memcpy(&in6, &ss, sizeof(in6));
		port = ntohs(a->is_ipv6 ? in6.sin6_port : in.sin_port);
	}
	if (!strcmp(host, "0.0.0.0")) /* nobody can open that in a browser */
		host = "127.0.0.1";
	if (!strcmp(host, "::"))
		host = "::1";
	snprintf(s->url, sizeof(s->url), a->is_ipv6 ? "http://[%s]:%u" : "http://%s:%u", host,
		 port);
}

static int open_socket(const struct settings_address *a, int64_t backlog)
{
	const int on = 1, off = 0;
	struct sockaddr_storage ss;
	socklen_t len;
	int fd;

	fill_address(a, &ss, &len);
	fd = socket(ss.ss_family, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
	if (fd < 0)
		return -1;
	setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &on, sizeof(on));
	setsockopt(fd, SOL_SOCKET, SO_KEEPALIVE, &on, sizeof(on));
	setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof(on));
	if (a->is_ipv6)
		setsockopt(fd, IPPROTO_IPV6, IPV6_V6ONLY, &off, sizeof(off));
	if (bind(fd, (struct sockaddr *)&ss, len) < 0 || listen(fd, (int)backlog) < 0) {
		int error = errno;

		close(fd);
		errno = error;
		return -1;
	}
	return fd;
}

int listener_open(struct server *s, const struct settings_address *a, int64_t backlog,
		  const char *text, struct diag *d)
{
	struct diag_place nowhere = {0};

	s->listener.spare_fd = -1;
	s->listener.fd = open_socket(a, backlog);
	if (s->listener.fd < 0) {
		const char *hint = NULL;

		if (errno == EADDRINUSE)
			hint = "another program listens there; stop it or choose another port "
			       "with --listen";
		else if (errno == EACCES)
			hint = "ports below 1024 need a privilege (CAP_NET_BIND_SERVICE)";
		else if (errno == EADDRNOTAVAIL)
			hint = "this machine has no such address";
		diag_error(d, nowhere, hint, "cannot listen on %s: %s", text, strerror(errno));
		return -1;
	}
	set_url(s, a);
	s->listener.spare_fd = open("/dev/null", O_RDONLY | O_CLOEXEC);
	s->listener.retry = loop_timer_create(s->loop, on_retry, s);
	s->listener.poll = loop_poll_create(s->loop, s->listener.fd, on_readable, s);
	if (!s->listener.poll) {
		diag_error(d, nowhere, NULL, "cannot watch the listening socket");
		return -1;
	}
	loop_poll_set(s->listener.poll, LOOP_READ);
	return 0;
}

void listener_close(struct server *s)
{
	loop_poll_destroy(s->listener.poll);
	loop_timer_destroy(s->listener.retry);
	s->listener.poll = NULL;
	s->listener.retry = NULL;
	if (s->listener.fd >= 0)
		close(s->listener.fd);
	if (s->listener.spare_fd >= 0)
		close(s->listener.spare_fd);
	s->listener.fd = s->listener.spare_fd = -1;
}
