/*
 * libcurl's multi interface on the loop: sockets and its timer become watches and a timer of ours.
 * Knows transfers, nothing of what they are for.
 */
#ifndef GATEWAY_HTTP_MULTI_H
#define GATEWAY_HTTP_MULTI_H

#include <curl/curl.h>

#include "config/load/attrs.h"
#include "gateway/loop/loop.h"

struct multi;

/* Both run from the loop, never from inside multi_add(), and may add and remove transfers. */
struct multi_events {
	/* A transfer ended and is no longer on the multi. */
	void (*done)(CURL *easy, CURLcode code);
	/* The library has read what there was, before `done`: the place to pass on what write
	 * callbacks kept, since they themselves run inside of it. May be NULL. */
	void (*settled)(void *ctx);
	void *ctx;
};

/* NULL when the library is out of memory. */
struct multi *multi_create(struct loop *l, const struct multi_events *events) MUSTCHECK;
/* Idle connections are kept for reuse up to `count`. */
void multi_keep(struct multi *m, int64_t count);
/* 0, or -1 when the library refused it. `easy` stays the caller's. */
int multi_add(struct multi *m, CURL *easy) MUSTCHECK;
/* Ends a transfer early, without `done`. */
void multi_remove(struct multi *m, CURL *easy);
/* All transfers must be gone. */
void multi_destroy(struct multi *m);

#endif
