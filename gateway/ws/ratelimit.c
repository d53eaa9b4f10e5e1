/*
 * Tokens are counted in thousandths: a rate of N a second is N thousandths a millisecond, so that
 * nothing is lost to rounding however often the bucket is asked.
 */
#include "gateway/ws/ratelimit.h"

#define WHOLE 1000

static int64_t level(const struct ratelimit *r, int64_t rate, int64_t burst, int64_t now_ms)
{
	int64_t most = burst * WHOLE, passed = now_ms - r->at_ms;
	int64_t missing = most - r->milli_tokens;

	if (missing <= 0)
		return most;
	if (passed <= 0)
		return r->milli_tokens;
	/* Compared by division: a long silence times a high rate must not overflow. */
	if (rate > 0 && passed >= missing / rate + 1)
		return most;
	return r->milli_tokens + passed * rate;
}

void ratelimit_init(struct ratelimit *r, int64_t burst, int64_t now_ms)
{
	r->at_ms = now_ms;
	r->milli_tokens = burst * WHOLE;
}

bool ratelimit_take(struct ratelimit *r, int64_t rate, int64_t burst, int64_t now_ms)
{
	r->milli_tokens = level(r, rate, burst, now_ms);
	r->at_ms = now_ms;
	if (r->milli_tokens < WHOLE)
		return false;
	r->milli_tokens -= WHOLE;
	return true;
}

bool ratelimit_is_full(const struct ratelimit *r, int64_t rate, int64_t burst, int64_t now_ms)
{
	return level(r, rate, burst, now_ms) >= burst * WHOLE;
}
