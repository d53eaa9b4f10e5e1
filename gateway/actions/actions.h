/*
 * HTTP requests to the shop's own systems, made for a chat: "where is order 4711". One client for
 * the whole gateway, on the loop; README.md of this folder says what it refuses and why.
 *
 * Who asks gets a number and later one completion, always on the loop and never from inside
 * actions_start(). What a status or a body means is not known here: any answer that arrived whole
 * is ACTIONS_OK with its status, also a 404 or a 500.
 */
#ifndef GATEWAY_ACTIONS_ACTIONS_H
#define GATEWAY_ACTIONS_ACTIONS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "config/load/attrs.h"
#include "config/load/settings.h"
#include "gateway/loop/loop.h"

/* Hard ceilings; what is configured may be lower. */
#define ACTIONS_BODY_MAX ((size_t)256 * 1024) /* of an answer; more is ACTIONS_TOO_LARGE */
#define ACTIONS_SENT_MAX ((size_t)64 * 1024)  /* of what is sent; more is ACTIONS_BAD_REQUEST */
#define ACTIONS_TIMEOUT_MAX_MS 10000
#define ACTIONS_RETRIES_MAX 3

struct actions;

enum actions_error {
	ACTIONS_OK,               /* an answer arrived; look at its status */
	ACTIONS_BAD_REQUEST,      /* the URL, a header or the body cannot be sent as it stands */
	ACTIONS_HOST_NOT_ALLOWED, /* a host that neither catalog nor actions.hosts names */
	ACTIONS_BUSY,             /* actions.max_in_flight and actions.queue are used up */
	ACTIONS_CONNECT,          /* no connection: name, refused, unreachable */
	ACTIONS_TLS,              /* the certificate or the handshake */
	ACTIONS_TIMEOUT,
	ACTIONS_REDIRECT,  /* 3xx: never followed */
	ACTIONS_TOO_LARGE, /* an answer over ACTIONS_BODY_MAX */
	ACTIONS_BROKEN,    /* the connection ended early, or it was no HTTP */
	ACTIONS_SHUTTING_DOWN,
	ACTIONS_ERROR_COUNT
};
/* "ok", "bad_request", "host_not_allowed" …: the word for logs, metrics and stored evidence. */
const char *actions_error_word(enum actions_error e);

struct actions_header {
	const char *name, *value;
};

/* All borrowed for the time of the call. */
struct actions_request {
	const char *intent; /* its id, for the log */
	bool is_post;
	const char *url; /* absolute, or "/…" below actions.base_url */
	const struct actions_header *headers;
	size_t header_count;
	const char *body;   /* JSON of a POST; NULL: none */
	int64_t timeout_ms; /* of one try, connecting included */
	int retries;        /* further tries on connect failure, time-out, 502, 503, 504 */
	int64_t cache_ms;   /* GET only: a 2xx answer may be this old; 0: always ask */
	const char *key;    /* Idempotency-Key, the same on every try; without one a POST is tried
			       once whatever `retries` says */
};

struct actions_result {
	enum actions_error error;
	int status;       /* of HTTP; 0 when none arrived */
	const char *body; /* borrowed for the time of the callback, NUL-terminated, never NULL */
	size_t body_len;
	unsigned tries; /* 0: nothing was sent (cached, refused) */
	int64_t ms;     /* from actions_start() until now */
	bool is_cached;
	bool is_in_doubt; /* a POST that may have been carried out although no answer came */
};

typedef void actions_done(void *ctx, uint64_t id, const struct actions_result *r);

struct actions_counters { /* since start; read for /metrics */
	uint64_t by_error[ACTIONS_ERROR_COUNT];
	uint64_t ok_refused; /* of ACTIONS_OK those whose status was not 2xx */
	uint64_t cached, retries, cancelled, finished;
	int64_t ms_total; /* of those that were sent and finished */
	unsigned in_flight, waiting;
};

struct actions_config {
	const struct settings_actions *settings; /* copied */
	const char *self; /* base of the demo shop's API while it is served, else NULL; copied */
	/* Hosts in the catalog's templates, "host" or "host:port"; copied. Only used while
	 * actions.hosts is empty. */
	const char *const *hosts;
	size_t host_count;
};

/* The loop outlives it. NULL when the library cannot start. Nothing may be started before the first
 * actions_configure(). */
struct actions *actions_create(struct loop *l) MUSTCHECK;
/* At start and after a reload. What is under way goes on as it began. */
void actions_configure(struct actions *a, const struct actions_config *c);
/* Sends it, now or when there is room. `done` runs exactly once with the number that is returned
 * (never 0), unless it is cancelled before. */
uint64_t actions_start(struct actions *a, const struct actions_request *r, actions_done *done,
		       void *ctx) MUSTCHECK;
/* Forgets it: `done` will not run. A number that is over is ignored. What was sent was sent. */
void actions_cancel(struct actions *a, uint64_t id);
/* Shutdown: what waits in line and what is started from now on ends with ACTIONS_SHUTTING_DOWN;
 * what is under way may finish and is not tried again. */
void actions_stop(struct actions *a);
/* Cancels what is still there. After loop_run() has returned, before loop_destroy(). NULL is
 * fine. */
void actions_destroy(struct actions *a);
const struct actions_counters *actions_counters(const struct actions *a);

#endif
