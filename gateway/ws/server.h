/*
 * The listening side: HTTP and WebSocket on one port through libwebsockets on the loop. The only
 * room that includes <libwebsockets.h>. See README.md of this folder for how the library is used
 * and why.
 */
#ifndef GATEWAY_WS_SERVER_H
#define GATEWAY_WS_SERVER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "config/load/attrs.h"
#include "config/load/diag.h"
#include "config/load/settings.h"
#include "gateway/base/buf.h"
#include "gateway/loop/loop.h"
#include "gateway/session/peer.h"

struct server;

/* ---- HTTP, for our own small API; static pages are served by the server itself from the embedded
 * files ---- */

struct http_request {
	uint64_t id;        /* what async work carries */
	const char *method; /* "GET" "POST" */
	const char *path;   /* without the query */
	const char *body;   /* NUL-terminated, at most 16 KiB; larger bodies were answered 413 */
	size_t body_len;
	const char *cookie;          /* the login cookie's value or "" */
	const char *csrf;            /* X-CSRF-Token or "" */
	const char *part;            /* what stands for the "*" of the route's path, or "" */
	const char *idempotency_key; /* Idempotency-Key or "" */
	const char *address;         /* client */
	bool same_origin;            /* no Origin header, or an allowed one */
	bool secure;                 /* https at the proxy: cookies get Secure */
};

struct http_reply {
	int status;
	const char *type; /* content type, NULL = application/json */
	const char *body;
	size_t body_len;
	const char *set_cookie; /* whole header value or NULL */
	int retry_after;        /* seconds, 0 = none */
	bool cors_any;          /* Access-Control-Allow-Origin: * */
	int max_age;            /* Cache-Control: max-age, 0 = no-store */
};

/* A row of the route table: exact path, in which one "*" stands for a segment of at most 63 bytes.
 * The handler answers now or later by server_http_reply(); a request that is gone is ignored. */
struct http_route {
	const char *method;
	const char *path;
	void (*handle)(void *ctx, struct server *s, const struct http_request *r);
};

struct server_counters { /* since start; read for /metrics */
	uint64_t connections_total, refused_limit, refused_origin, refused_rate, refused_files,
		frames_in, frames_out, bytes_in, bytes_out, slow_closed, protocol_errors,
		http_requests;
	uint64_t connections_now;
};

struct server_config {
	const struct settings
		*settings;  /* borrowed, must live as long; server_reconfigure() swaps it */
	const char *listen; /* ADDR:PORT, overrides settings when not NULL */
	struct peer_events customer, agent;
	const struct http_route *routes; /* ends with method NULL */
	void *http_ctx;
};

/* Binds and listens. On error (port in use, bad address, no permission) adds a diagnostic and
 * returns NULL. */
struct server *server_create(struct loop *l, const struct server_config *c,
			     struct diag *d) MUSTCHECK;
/* "http://127.0.0.1:8080" with the real port; borrowed. */
const char *server_url(const struct server *s);
void server_http_reply(struct server *s, uint64_t request_id, const struct http_reply *r);
void server_reconfigure(struct server *s, const struct settings *settings);
const struct server_counters *server_counters(const struct server *s);
/* Stops accepting; existing connections go on. */
void server_stop_listening(struct server *s);
/* Closes every connection with `code` after flushing; done(arg) runs when all are gone or
 * `within_ms` is over. */
void server_close_all(struct server *s, enum peer_close code, int64_t within_ms,
		      void (*done)(void *arg), void *arg);
/* After loop_run() has returned. */
void server_destroy(struct server *s);

#endif
