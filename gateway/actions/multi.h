/*
 * libcurl's multi interface on the loop: sockets and its timer become watches and a timer of ours.
 * Knows transfers, nothing of what they are for.
 */
#ifndef GATEWAY_ACTIONS_MULTI_H
#define GATEWAY_ACTIONS_MULTI_H

#include <curl/curl.h>

#include "config/load/attrs.h"
#include "gateway/loop/loop.h"

struct multi;

/* `done` gets each transfer that ended, never from inside multi_add(). It may add and remove
 * transfers; the one that ended is no longer on the multi. NULL when the library is out of
 * memory. */
struct multi *multi_create(struct loop *l, void (*done)(CURL *easy, CURLcode code)) MUSTCHECK;
/* Idle connections are kept for reuse up to `count`. */
void multi_keep(struct multi *m, int64_t count);
/* 0, or -1 when the library refused it. `easy` stays the caller's. */
int multi_add(struct multi *m, CURL *easy) MUSTCHECK;
/* Ends a transfer early, without `done`. */
void multi_remove(struct multi *m, CURL *easy);
/* All transfers must be gone. */
void multi_destroy(struct multi *m);

#endif
