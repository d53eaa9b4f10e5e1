#include "gateway/llm/breaker.h"

enum event {
	SUCCESS,
	FAILURE, /* one of several that are allowed */
	TRIP,    /* the last of them */
	SPARE,
	SEND,
	GIVE_UP,
	EVENT_COUNT
};

/* The whole machine. What failed while it was open was sent before: nothing new. */
static const enum breaker_state next[BREAKER_STATE_COUNT][EVENT_COUNT] = {
	[BREAKER_CLOSED] = {[SUCCESS] = BREAKER_CLOSED,
			    [FAILURE] = BREAKER_CLOSED,
			    [TRIP] = BREAKER_OPEN,
			    [SPARE] = BREAKER_OPEN,
			    [SEND] = BREAKER_CLOSED,
			    [GIVE_UP] = BREAKER_CLOSED},
	[BREAKER_OPEN] = {[SUCCESS] = BREAKER_CLOSED,
			  [FAILURE] = BREAKER_OPEN,
			  [TRIP] = BREAKER_OPEN,
			  [SPARE] = BREAKER_OPEN,
			  [SEND] = BREAKER_HALF_OPEN,
			  [GIVE_UP] = BREAKER_OPEN},
	[BREAKER_HALF_OPEN] = {[SUCCESS] = BREAKER_CLOSED,
			       [FAILURE] = BREAKER_OPEN,
			       [TRIP] = BREAKER_OPEN,
			       [SPARE] = BREAKER_OPEN,
			       [SEND] = BREAKER_HALF_OPEN,
			       [GIVE_UP] = BREAKER_OPEN},
};

const char *breaker_word(enum breaker_state s)
{
	static const char *const words[BREAKER_STATE_COUNT] = {"closed", "open", "half_open"};

	return words[s];
}

static int64_t open_for(unsigned opened)
{
	int64_t ms = BREAKER_OPEN_MS;

	for (unsigned i = 1; i < opened && ms < BREAKER_OPEN_MAX_MS; i++)
		ms *= 2;
	return ms < BREAKER_OPEN_MAX_MS ? ms : BREAKER_OPEN_MAX_MS;
}

/* The only writer of `state`. `for_ms` counts when it opens; 0: as the breaker has it. */
static void step(struct breaker *b, enum event e, int64_t now_ms, int64_t for_ms)
{
	enum breaker_state before = b->state;

	b->state = next[before][e];
	if (b->state == BREAKER_CLOSED && e == SUCCESS) {
		b->failures = 0;
		b->opened = 0;
	}
	if (b->state != BREAKER_OPEN || (before == BREAKER_OPEN && e != SPARE))
		return;
	if (e == GIVE_UP) {
		b->until_ms = now_ms;
		return;
	}
	b->failures = 0;
	b->opened++;
	if (e != SPARE)
		for_ms = open_for(b->opened);
	if (before != BREAKER_OPEN || b->until_ms < now_ms + for_ms)
		b->until_ms = now_ms + for_ms;
}

bool breaker_allows(const struct breaker *b, int64_t now_ms)
{
	return b->state == BREAKER_CLOSED || (b->state == BREAKER_OPEN && now_ms >= b->until_ms);
}

void breaker_send(struct breaker *b, int64_t now_ms)
{
	step(b, SEND, now_ms, 0);
}

void breaker_success(struct breaker *b)
{
	step(b, SUCCESS, 0, 0);
}

void breaker_failure(struct breaker *b, int64_t now_ms)
{
	bool trips = ++b->failures >= BREAKER_FAILURES;

	step(b, trips ? TRIP : FAILURE, now_ms, 0);
}

void breaker_spare(struct breaker *b, int64_t now_ms, int64_t for_ms)
{
	step(b, SPARE, now_ms, for_ms < BREAKER_SPARE_MAX_MS ? for_ms : BREAKER_SPARE_MAX_MS);
}

void breaker_give_up(struct breaker *b, int64_t now_ms)
{
	if (b->state == BREAKER_HALF_OPEN)
		step(b, GIVE_UP, now_ms, 0);
}
