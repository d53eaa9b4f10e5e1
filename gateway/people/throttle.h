/*
 * How often somebody may fail to log in: some failures free, then doubling delays, per name and
 * address. Pure: time is a parameter.
 */
#ifndef GATEWAY_PEOPLE_THROTTLE_H
#define GATEWAY_PEOPLE_THROTTLE_H

#include <stddef.h>
#include <stdint.h>

#include "config/load/attrs.h"

#define THROTTLE_ENTRIES 4096 /* at most; then the one that failed longest ago is forgotten */

struct throttle_entry {
	uint64_t key; /* keyed hash of name and address; 0 = free */
	unsigned failures;
	int64_t last_ms;  /* of the last failure */
	int64_t until_ms; /* no attempt before */
};

struct throttle {
	unsigned free_failures;
	int64_t first_delay_ms, max_delay_ms;
	uint8_t secret[16];
	struct throttle_entry *entries; /* owned: THROTTLE_ENTRIES */
};

/* `secret`: 16 random bytes, so that nobody can choose colliding names. */
void throttle_init(struct throttle *t, unsigned free_failures, int64_t first_delay_ms,
		   int64_t max_delay_ms, const uint8_t secret[16]);
void throttle_dispose(struct throttle *t);
/* Begins an attempt. 0: go on, and it counts as a failure until throttle_success() - so that
 * attempts side by side do not outrun their own counting; else how many milliseconds to wait. */
int64_t throttle_begin(struct throttle *t, const char *name, const char *address,
		       int64_t now_ms) MUSTCHECK;
/* The attempt was right: its failures are forgotten. */
void throttle_success(struct throttle *t, const char *name, const char *address);
/* The attempt was not judged at all (store down): takes back what throttle_begin() counted. */
void throttle_refund(struct throttle *t, const char *name, const char *address);

#endif
