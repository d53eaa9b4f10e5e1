/*
 * A token bucket: `burst` tokens at most, `rate` come back a second. 8 bytes a bucket plus the
 * time, integers only; the time is a parameter.
 */
#ifndef GATEWAY_WS_RATELIMIT_H
#define GATEWAY_WS_RATELIMIT_H

#include <stdbool.h>
#include <stdint.h>

struct ratelimit {
	int64_t at_ms;        /* when `milli_tokens` was true */
	int64_t milli_tokens; /* thousandths of a token */
};

/* Full at `now_ms`. */
void ratelimit_init(struct ratelimit *r, int64_t burst, int64_t now_ms);
/* Takes one token; false when there is none. `rate` and `burst` may change from call to call (a
 * reload). A clock that steps back gives nothing and takes nothing. */
bool ratelimit_take(struct ratelimit *r, int64_t rate, int64_t burst, int64_t now_ms);
/* Whether it is full, so that forgetting it changes nothing. */
bool ratelimit_is_full(const struct ratelimit *r, int64_t rate, int64_t burst, int64_t now_ms);

#endif
