/*
 * The yardstick of `make bench`: a bare WebSocket echo on libwebsockets, used the best way we know
 * (libuv loop, own listener, frames of a turn joined into one raw write at its end, no library
 * timers), and nothing else: no limits, no time-outs.
 *
 * echo PORT: prints "listening on URL" and serves until it is killed.
 */
#include <arpa/inet.h>
#include <libwebsockets.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <uv.h>

#define OUT_MAX 65536

struct session {
	struct lws *wsi;
	struct session *next;
	bool dirty;
	unsigned char *out;
	size_t len, room;
};

struct echo {
	struct lws_context *context;
	struct lws_vhost *vhost;
	struct session *dirty;
	uv_poll_t poll;
	uv_check_t check;
	int fd;
};

static void queue(struct echo *e, struct session *s, const void *in, size_t len)
{
	if (s->len + len + 4 > s->room) {
		s->room = (s->len + len + 4) * 2;
		s->out = realloc(s->out, s->room);
		if (!s->out)
			abort();
	}
	s->out[s->len++] = 0x81;
	if (len < 126) {
		s->out[s->len++] = (unsigned char)len;
	} else {
		s->out[s->len++] = 126;
		s->out[s->len++] = (unsigned char)(len >> 8);
		s->out[s->len++] = (unsigned char)len;
	}
	memcpy(s->out + s->len, in, len);
	s->len += len;
	if (!s->dirty) {
		s->dirty = true;
		s->next = e->dirty;
		e->dirty = s;
	}
}

static int flush(struct session *s)
{
	if (!s->len || lws_partial_buffered(s->wsi))
		return 0;
	if (lws_write(s->wsi, s->out, s->len, LWS_WRITE_RAW) < 0)
		return -1;
	free(s->out);
	s->out = NULL;
	s->len = s->room = 0;
	return 0;
}

static void on_check(uv_check_t *handle)
{
	struct echo *e = handle->data;

	while (e->dirty) {
		struct session *s = e->dirty;

		e->dirty = s->next;
		s->dirty = false;
		(void)flush(s);
	}
}

static void forget(struct echo *e, struct session *s)
{
	struct session **link = &e->dirty;

	while (*link && *link != s)
		link = &(*link)->next;
	if (*link)
		*link = s->next;
	free(s->out);
	s->out = NULL;
	s->len = 0;
}

static int callback(struct lws *wsi, enum lws_callback_reasons reason, void *user, void *in,
		    size_t len)
{
	struct echo *e = lws_context_user(lws_get_context(wsi));
	struct session *s = user;

	switch (reason) {
	case LWS_CALLBACK_ESTABLISHED: s->wsi = wsi; return 0;
	case LWS_CALLBACK_RECEIVE:
		if (len > OUT_MAX)
			return -1;
		queue(e, s, in, len);
		return 0;
	case LWS_CALLBACK_SERVER_WRITEABLE: return flush(s);
	case LWS_CALLBACK_CLOSED: forget(e, s); return 0;
	default: return 0;
	}
}

static void on_readable(uv_poll_t *handle, int status, int events)
{
	struct echo *e = handle->data;

	(void)status;
	(void)events;
	for (int i = 0; i < 128; i++) {
		int fd = accept4(e->fd, NULL, NULL, SOCK_NONBLOCK | SOCK_CLOEXEC);

		if (fd < 0)
			return;
		lws_adopt_socket_vhost(e->vhost, fd);
	}
}

static int listen_on(unsigned port)
{
	struct sockaddr_in in = {.sin_family = AF_INET, .sin_port = htons((uint16_t)port)};
	socklen_t len = sizeof(in);
	int on = 1, fd = socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);

	in.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
	setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &on, sizeof(on));
	setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof(on));
	if (bind(fd, (struct sockaddr *)&in, sizeof(in)) < 0 || listen(fd, 4096) < 0 ||
	    getsockname(fd, (struct sockaddr *)&in, &len) < 0) {
		perror("listen");
		return -1;
	}
	printf("listening on http://127.0.0.1:%u\n", ntohs(in.sin_port));
	fflush(stdout);
	return fd;
}

int main(int argc, char **argv)
{
	static const struct lws_protocols protocols[] = {
		{.name = "(http)",
		 .callback = callback,
		 .per_session_data_size = sizeof(struct session),
		 .rx_buffer_size = 256,
		 .tx_packet_size = 65536},
		{.name = "frontdesk.v1",
		 .callback = callback,
		 .per_session_data_size = sizeof(struct session),
		 .rx_buffer_size = 256,
		 .tx_packet_size = 65536},
		{.name = NULL},
	};
	static const lws_retry_bo_t no_timers;
	struct echo e = {.fd = -1};
	uv_loop_t loop;
	void *loops[1] = {&loop};
	struct lws_context_creation_info info = {
		.port = CONTEXT_PORT_NO_LISTEN_SERVER,
		.protocols = protocols,
		.options = LWS_SERVER_OPTION_LIBUV | LWS_SERVER_OPTION_EXPLICIT_VHOSTS,
		.foreign_loops = loops,
		.user = &e,
		.retry_and_idle_policy = &no_timers,
		.vhost_name = "echo",
	};
	struct rlimit r;

	if (getrlimit(RLIMIT_NOFILE, &r) == 0) {
		r.rlim_cur = r.rlim_max;
		setrlimit(RLIMIT_NOFILE, &r);
	}
	lws_set_log_level(LLL_ERR, NULL);
	uv_loop_init(&loop);
	e.context = lws_create_context(&info);
	if (!e.context)
		return 1;
	e.vhost = lws_create_vhost(e.context, &info);
	e.fd = listen_on(argc > 1 ? (unsigned)strtoul(argv[1], NULL, 10) : 0);
	if (!e.vhost || e.fd < 0)
		return 1;
	uv_poll_init(&loop, &e.poll, e.fd);
	e.poll.data = e.check.data = &e;
	uv_poll_start(&e.poll, UV_READABLE, on_readable);
	uv_check_init(&loop, &e.check);
	uv_check_start(&e.check, on_check);
	return uv_run(&loop, UV_RUN_DEFAULT);
}
