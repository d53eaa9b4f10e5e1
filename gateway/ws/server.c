/*
 * The server: how the library is set up (README.md says why each setting), what server.h promises,
 * and the ordered end.
 *
 * The end, in the order that leaves nothing behind: stop listening, close the connections and wait
 * (while the loop runs), then after the loop: destroy the context, let the loop close its handles,
 * destroy the context again.
 */
#include "gateway/ws/server.h"

#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <uv.h>

#include "config/load/mem.h"
#include "gateway/base/clock.h"
#include "gateway/base/log.h"
#include "gateway/ws/conn.h"

/* Descriptors that are not client sockets: database, log, control socket, the loop's own, outgoing
 * connections. */
#define FILES_KEPT 256
#define DRAIN_ROUNDS 1000
/* Small: it decides what an idle connection costs and how much is read at once. Measured in
 * README.md. */
#define RX_BUFFER 256
#define TX_PACKET 65536

/* ---- the library's log ---- */

/* Strangers can make the library write lines (a malformed header), so that only a few a second
 * pass. It calls with no context, hence the thread's own counter. */
static void on_library_log(int level, const char *line)
{
	static _Thread_local int64_t second;
	static _Thread_local int lines;
	int64_t now = clock_mono_ns() / 1000000000;
	size_t len = strcspn(line, "\n");
	char text[256];

	if (now != second) {
		second = now;
		lines = 0;
	}
	if (++lines > 5)
		return;
	if (len >= sizeof(text))
		len = sizeof(text) - 1;
	memcpy(text, line, len);
	text[len] = '\0';
	/* What it calls an error is mostly a client's mistake. */
	log_warn("libwebsockets", "level", level == LLL_ERR ? "error" : "warning", "text", text,
		 NULL);
}

/* ---- set up ---- */

static const struct lws_protocols protocols[] = {
	{.name = "(http)",
	 .callback = server_callback,
	 .rx_buffer_size = RX_BUFFER,
	 .tx_packet_size = TX_PACKET},
	{.name = SUBPROTOCOL,
	 .callback = server_callback,
	 .rx_buffer_size = RX_BUFFER,
	 .tx_packet_size = TX_PACKET},
	{.name = NULL},
};

static const lws_retry_bo_t no_retry_or_idle_timers;

static int create_context(struct server *s)
{
	void *loops[1] = {loop_native(s->loop)};
	struct lws_context_creation_info info = {
		.port = CONTEXT_PORT_NO_LISTEN_SERVER,
		.protocols = protocols,
		.options = LWS_SERVER_OPTION_LIBUV | LWS_SERVER_OPTION_EXPLICIT_VHOSTS,
		.foreign_loops = loops,
		.pcontext = &s->context,
		.user = s,
		.timeout_secs = HANDSHAKE_MS / 1000,
		.keepalive_timeout = HTTP_IDLE_MS / 1000,
		.max_http_header_data = HTTP_HEADERS_MAX,
		.retry_and_idle_policy = &no_retry_or_idle_timers,
	};

	lws_set_log_level(LLL_ERR | LLL_WARN, on_library_log);
	s->context = lws_create_context(&info);
	if (!s->context)
		return -1;
	info.vhost_name = "frontdesk";
	s->vhost = lws_create_vhost(s->context, &info);
	return s->vhost ? 0 : -1;
}

/* The soft limit of descriptors goes up to the hard one; the cap on connections stays below it. */
static size_t connection_cap(int64_t wanted)
{
	struct rlimit r;
	size_t files = 1024, kept;

	if (getrlimit(RLIMIT_NOFILE, &r) == 0) {
		r.rlim_cur = r.rlim_max;
		if (r.rlim_cur == RLIM_INFINITY || r.rlim_cur > 1000000)
			r.rlim_cur = 1000000;
		if (setrlimit(RLIMIT_NOFILE, &r) < 0)
			(void)getrlimit(RLIMIT_NOFILE, &r);
		files = (size_t)r.rlim_cur;
	}
	kept = files / 4 < FILES_KEPT ? files / 4 : FILES_KEPT;
	if (wanted > 0 && (size_t)wanted < files - kept)
		return (size_t)wanted;
	return files - kept;
}

static void on_tick(void *arg)
{
	struct server *s = arg;

	wheel_run(&s->wheel, loop_now_mono_ms(s->loop), conn_on_timer, s);
}

static struct server *server_new(struct loop *l, const struct server_config *c)
{
	struct server *s = mem_new(1, sizeof(*s));

	s->loop = l;
	s->settings = c->settings;
	s->events[PEER_CUSTOMER] = c->customer;
	s->events[PEER_AGENT] = c->agent;
	s->routes = c->routes;
	s->http_ctx = c->http_ctx;
	s->dirty_last = &s->dirty;
	s->listener.fd = s->listener.spare_fd = -1;
	s->conn_max = connection_cap(c->settings->limits.connections);
	s->crowd = crowd_create(s->conn_max * 2);
	wheel_init(&s->wheel, loop_now_mono_ms(l));
	s->tick = loop_timer_create(l, on_tick, s);
	loop_timer_start(s->tick, WHEEL_TICK_MS, WHEEL_TICK_MS);
	return s;
}

struct server *server_create(struct loop *l, const struct server_config *c, struct diag *d)
{
	struct settings_address address = c->settings->listen.address;
	const char *text = c->listen ? c->listen : c->settings->listen.text;
	struct diag_place nowhere = {0};
	struct server *s;

	if (c->listen && settings_parse_address(c->listen, &address) < 0) {
		diag_error(d, nowhere, "write ADDRESS:PORT, such as 127.0.0.1:8080",
			   "cannot listen on %s: not an address", c->listen);
		return NULL;
	}
	s = server_new(l, c);
	if (listener_open(s, &address, c->settings->listen.backlog, text, d) < 0) {
		server_destroy(s);
		return NULL;
	}
	if (create_context(s) < 0) {
		diag_error(d, nowhere, "is the libuv plugin of libwebsockets installed?",
			   "cannot start libwebsockets");
		server_destroy(s);
		return NULL;
	}
	loop_on_turn_end(l, stream_flush_all, s);
	return s;
}

/* ---- questions ---- */

const char *server_url(const struct server *s)
{
	return s->url;
}

void server_reconfigure(struct server *s, const struct settings *settings)
{
	s->settings = settings;
}

const struct server_counters *server_counters(const struct server *s)
{
	return &s->counters;
}

/* ---- the end ---- */

void server_stop_listening(struct server *s)
{
	listener_close(s);
}

static void finish_closing(struct server *s)
{
	void (*done)(void *arg) = s->closing.done;

	s->closing.done = NULL;
	if (s->closing.limit)
		loop_timer_destroy(s->closing.limit);
	s->closing.limit = NULL;
	if (done)
		done(s->closing.arg);
}

static void on_closing_limit(void *arg)
{
	finish_closing(arg);
}

static void on_all_gone(void *arg)
{
	struct server *s = arg;

	if (s->closing.done && !s->conn_count)
		finish_closing(s);
}

void server_close_all(struct server *s, enum peer_close code, int64_t within_ms,
		      void (*done)(void *arg), void *arg)
{
	struct conn *next;

	s->closing.on = true;
	s->closing.code = code;
	s->closing.done = done;
	s->closing.arg = arg;
	s->closing.limit = loop_timer_create(s->loop, on_closing_limit, s);
	loop_timer_start(s->closing.limit, within_ms, 0);
	for (struct conn *c = s->conns; c; c = next) {
		next = c->next;
		if (c->state == CONN_STREAM)
			peer_close(&c->peer, code, "shutting down");
		else if (c->state == CONN_HTTP && !c->exchange)
			conn_kill(c); /* idle, or not yet a request */
	}
	/* Tells when the last one is gone, and now if there was none. */
	loop_on_turn_end(s->loop, on_all_gone, s);
}

/* The library and the loop close handles in turns of the loop. */
static void destroy_context(struct server *s)
{
	uv_loop_t *uv = loop_native(s->loop);

	for (int round = 0; round < 2 && s->context; round++) {
		lws_context_destroy(s->context);
		for (int i = 0; i < DRAIN_ROUNDS && s->context && (!round || s->conns); i++)
			uv_run(uv, UV_RUN_NOWAIT);
		for (int i = 0; i < 10; i++)
			uv_run(uv, UV_RUN_NOWAIT);
	}
}

void server_destroy(struct server *s)
{
	if (!s)
		return;
	listener_close(s);
	loop_timer_destroy(s->tick);
	if (s->closing.limit)
		loop_timer_destroy(s->closing.limit);
	destroy_context(s);
	while (s->conns) /* none, unless the library forgot one */
		conn_free(s->conns);
	crowd_destroy(s->crowd);
	free(s->ids.slots);
	free(s);
}
