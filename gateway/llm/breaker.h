/*
 * A circuit breaker per provider: who fails again and again is spared for a while, then asked by
 * one request whether it works again. Pure; time comes in.
 */
#ifndef GATEWAY_LLM_BREAKER_H
#define GATEWAY_LLM_BREAKER_H

#include <stdbool.h>
#include <stdint.h>

#define BREAKER_FAILURES 5           /* in a row open it */
#define BREAKER_OPEN_MS 5000         /* the first time; doubles while probes fail */
#define BREAKER_OPEN_MAX_MS 300000   /* at most */
#define BREAKER_SPARE_MAX_MS 3600000 /* at most, what a provider asks for */

enum breaker_state { BREAKER_CLOSED, BREAKER_OPEN, BREAKER_HALF_OPEN, BREAKER_STATE_COUNT };
const char *breaker_word(enum breaker_state s); /* "closed" "open" "half_open" */

struct breaker {
	enum breaker_state state; /* breaker.c is the only writer */
	unsigned failures;        /* in a row, while closed */
	unsigned opened;          /* in a row, without a success between */
	int64_t until_ms;         /* while open */
};

/* Whether a request may be sent now; while half open only the probe may, which is under way. */
bool breaker_allows(const struct breaker *b, int64_t now_ms);
/* A request that breaker_allows() is sent: behind an open one it is the probe. */
void breaker_send(struct breaker *b, int64_t now_ms);
void breaker_success(struct breaker *b);
void breaker_failure(struct breaker *b, int64_t now_ms);
/* The provider is not to be asked for that long, whatever it did before. */
void breaker_spare(struct breaker *b, int64_t now_ms, int64_t for_ms);
/* A probe that ended without an answer to the question, such as by cancelling. */
void breaker_give_up(struct breaker *b, int64_t now_ms);

#endif
