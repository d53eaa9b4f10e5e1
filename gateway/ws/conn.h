/*
 * Private to this folder: the server, one connection of it, and how the files share the work.
 *
 *   server.c    life of the server, what server.h promises
 *   listener.c  accepts sockets and hands them to the library
 *   callback.c  the only switch over the library's callback reasons
 *   upgrade.c   decides whether a WebSocket may open
 *   conn.c      life of a connection, its timer, its number
 *   stream.c    WebSocket messages in and out: implements struct peer_ops
 *   http.c      requests, routes, replies
 *   pages.c     embedded files as replies, security headers
 */
#ifndef GATEWAY_WS_CONN_H
#define GATEWAY_WS_CONN_H

#include <libwebsockets.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "gateway/ws/address.h"
#include "gateway/ws/crowd.h"
#include "gateway/ws/outbox.h"
#include "gateway/ws/ratelimit.h"
#include "gateway/ws/server.h"
#include "gateway/ws/wheel.h"

#define SUBPROTOCOL "frontdesk.v1"
#define LOGIN_COOKIE "frontdesk_login"
#define HTTP_HEADERS_MAX 16384
/* An accepted socket says what it wants within this time, a request arrives whole, a reply makes
 * progress. */
#define HANDSHAKE_MS 10000
#define HTTP_STALL_MS 30000
#define HTTP_IDLE_MS 60000
#define HTTP_ANSWER_MS 60000
/* From the wish to close to the end of the socket. */
#define CLOSE_MS 5000

struct exchange;

enum conn_state {
	CONN_HTTP,   /* requests, or nothing yet */
	CONN_STREAM, /* upgraded; the layer above knows its peer */
	CONN_GONE    /* the library has told that it is closed */
};

/* A message that arrives in pieces. */
struct incoming {
	char *bytes; /* owned; NULL while nothing is being assembled */
	size_t len, room;
	size_t seen;  /* bytes of this message, the dropped ones too */
	bool refused; /* over the limit, or binary: swallowed up to its end */
};

struct conn {
	struct peer peer; /* first: peer_ops get this */
	struct server *server;
	struct lws *wsi;          /* NULL until the library made it */
	struct conn *next, *prev; /* all connections of the server */
	struct conn *dirty_next;
	struct wheel_node timer;
	struct crowd_member *member; /* where it counts, NULL when nowhere */
	struct outbox out;
	struct incoming in;
	struct ratelimit rate;
	struct exchange *exchange; /* owned; the request under way or NULL */
	struct address socket;     /* of the TCP peer */
	int64_t heard_ms;          /* last sign of life */
	int64_t pinged_ms;         /* when it was asked for one, 0 = not */
	int64_t read_before;       /* bytes read when the last HTTP exchange ended */
	uint32_t http_count;       /* requests so far */
	int32_t abuse;             /* messages over the rate since it was last kept */
	uint8_t state;             /* enum conn_state */
	bool dirty, dead;
};

struct id_slot {
	struct conn *conn; /* NULL when free */
	uint64_t id;
	uint32_t next_free;
};

struct server {
	struct loop *loop;
	const struct settings *settings;
	struct peer_events events[2]; /* by enum peer_role */
	const struct http_route *routes;
	void *http_ctx;
	struct server_counters counters;
	struct lws_context *context;
	struct lws_vhost *vhost;
	struct loop_timer *tick;
	struct wheel wheel;
	struct crowd *crowd;
	struct conn *conns;
	struct conn *dirty, **dirty_last;
	struct conn *adopting; /* between our accept and the library's first callback */
	size_t conn_count, conn_max;
	struct {
		int fd, spare_fd;
		struct loop_poll *poll;
		struct loop_timer *retry;
		int64_t logged_ms;
	} listener;
	struct {
		struct id_slot *slots; /* owned */
		uint32_t count, first_free;
		uint64_t last;
	} ids;
	struct {
		bool on;
		enum peer_close code;
		struct loop_timer *limit;
		void (*done)(void *arg);
		void *arg;
	} closing;
	char url[80];
};

/* ---- conn.c ---- */

/* Takes over an accepted socket. Never fails for the caller: on error the socket is closed. */
void conn_adopt(struct server *s, int fd, const struct address *a, struct crowd_member *m);
/* The library freed it. */
void conn_free(struct conn *c);
/* Ends the socket without further words, from outside the library's callbacks or on the next turn
 * when inside. */
void conn_kill(struct conn *c);
void conn_timer(struct conn *c, int64_t in_ms);
void conn_on_timer(void *server, struct wheel_node *n);
/* Numbers by which later work finds a connection, its peer or its request. */
uint64_t conn_id_new(struct server *s, struct conn *c);
void conn_id_free(struct server *s, uint64_t id);
struct conn *conn_by_id(struct server *s, uint64_t id);
/* One header as text; false when it is missing or longer than `size`. */
bool conn_header(struct lws *wsi, enum lws_token_indexes token, char *out, size_t size);
/* The same for one that the library has no name for; `name` in lower case with its colon. */
bool conn_header_named(struct lws *wsi, const char *name, char *out, size_t size);

/* What a request says about where it comes from. */
struct origin_facts {
	struct address client;
	bool trusted_proxy;
	bool secure;
	bool has_origin, allowed;
};
void conn_origin(struct conn *c, struct lws *wsi, struct origin_facts *ret_facts);

/* ---- listener.c ---- */

int listener_open(struct server *s, const struct settings_address *a, int64_t backlog,
		  const char *text, struct diag *d) MUSTCHECK;
void listener_close(struct server *s);

/* ---- callback.c ---- */

int server_callback(struct lws *wsi, enum lws_callback_reasons reason, void *user, void *in,
		    size_t len);

/* ---- upgrade.c: 0 to go on, -1 to close (a reply was written) ---- */

int upgrade_check(struct conn *c, struct lws *wsi);

/* ---- stream.c ---- */

extern const struct peer_ops stream_peer_ops;
void stream_open(struct conn *c);
void stream_receive(struct conn *c, const char *bytes, size_t len);
/* 0, or -1 to end the socket. */
int stream_writable(struct conn *c);
int stream_peer_closes(struct conn *c);
void stream_closed(struct conn *c);
void stream_on_timer(struct conn *c);
void stream_flush_all(void *server);

/* ---- http.c: 0, or -1 to close ---- */

int http_begin(struct conn *c, const char *uri, size_t len);
int http_body(struct conn *c, const char *bytes, size_t len);
int http_complete(struct conn *c);
int http_writable(struct conn *c);
void http_on_timer(struct conn *c);
void http_drop(struct conn *c);
/* A whole small reply without an exchange, for the moment before an upgrade; the connection is
 * closed after it. */
void http_refuse(struct lws *wsi, int status, const char *extra_headers, const char *text);

/* A reply on its way: head and own body in `out`, then `tail`. Filled by pages.c and http.c. */
struct exchange {
	uint64_t id;
	struct conn *conn;
	int method; /* LWSHUMETH_... */
	char path[256];
	char *cookie; /* owned; only for routes */
	char csrf[96];
	char part[64]; /* what stands for the "*" of the route's path */
	char key[128]; /* Idempotency-Key */
	char address[ADDRESS_TEXT];
	bool same_origin, secure, gzip, close_after;
	bool body_too_large, complete, answered;
	bool inside; /* the callback that brought the request is still running and will write */
	bool held;   /* reading is off until the answer */
	int64_t progress_ms; /* when the reply last moved */
	char etags[512];
	struct buf body;
	int64_t body_rest; /* bytes of body that are still to come */
	struct buf out;
	size_t out_at;
	const unsigned char *tail; /* static */
	size_t tail_len, tail_at;
	const char *allow; /* for a 405 */
};

const char *http_status_text(int status);
/* Status line and the headers of every reply. */
void http_head(struct exchange *x, int status);
/* What is in `out` and `tail` may leave. */
void http_send(struct exchange *x);
/* A whole error reply: JSON under /api/, a line of text elsewhere. */
void http_fail(struct exchange *x, int status, const char *code, const char *text);

/* ---- pages.c ---- */

/* Answers with an embedded file, a redirect or false when there is nothing at that path. */
bool page_answer(struct exchange *x);

#endif
