/*
 * Watches the folder of the configuration, so that a saved file goes live by itself. What is seen
 * is only a hint to look: whether anything is different is decided by the files.
 */
#ifndef GATEWAY_WATCH_H
#define GATEWAY_WATCH_H

#include <stdint.h>

#include "gateway/loop/loop.h"

struct watch; /* opaque */

/* Calls changed(arg) on the loop when files in DIR or DIR/intents have changed and then been left
 * alone for `settle_ms`. Where the system cannot watch, that is logged, and only SIGHUP is left.
 * `dir` is borrowed. Returns owned, never NULL. */
struct watch *watch_create(struct loop *l, const char *dir, int64_t settle_ms,
			   void (*changed)(void *arg), void *arg);
void watch_destroy(struct watch *w);
/* Another pause, from the next event on. */
void watch_settle(struct watch *w, int64_t settle_ms);
/* Looks at the folders again: one of them may be another now. */
void watch_renew(struct watch *w);

/* A number for the state of all files that count: their names, sizes and times. Equal numbers mean
 * that there is nothing new to read. */
uint64_t watch_fingerprint(const char *dir);

#endif
