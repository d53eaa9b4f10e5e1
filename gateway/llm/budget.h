/*
 * What replies may cost: tokens and money, of a reply, a conversation, a day and a month (UTC).
 * What a try may take at most is held before it is sent, so that many at once do not pass a limit
 * together; afterwards what it took is counted. Pure: time comes in, the store is the caller's.
 */
#ifndef GATEWAY_LLM_BUDGET_H
#define GATEWAY_LLM_BUDGET_H

#include "config/load/settings.h"
#include "gateway/base/ids.h"
#include "gateway/base/map.h"

#define BUDGET_NANO 1e9           /* billionths of the currency in one */
#define BUDGET_CONVERSATIONS 4096 /* that are remembered; those before are asked from the store */

struct amount {
	int64_t tokens, nano;
};

struct budget {
	struct amount reply, conversation, day, month; /* limits; 0: none */
	int64_t today, this_month;                     /* days since 1970; of a month its first */
	struct amount spent_today, spent_this_month, held;
	struct map conversations;          /* id -> struct budget_conversation; owned */
	struct budget_conversation **ring; /* the same, oldest next; owned */
	size_t ring_at;
};

void budget_init(struct budget *b);
void budget_dispose(struct budget *b);
void budget_configure(struct budget *b, const struct settings_llm_budgets *s);

/* Day and first day of the month, since 1970. */
int64_t budget_day(int64_t wall_ms);
int64_t budget_month(int64_t wall_ms);
/* What the store had of day and month when the gateway started. */
void budget_load(struct budget *b, int64_t wall_ms, struct amount day, struct amount month);

/* Whether what the conversation has spent must be known first: it has a limit, and it is not. */
bool budget_must_ask(const struct budget *b, const char *conversation);
void budget_learn(struct budget *b, const char *conversation, struct amount spent);

/* Whether a try that may take `want` can be paid; `reply` is what its reply took so far. */
bool budget_allows(struct budget *b, const char *conversation, int64_t wall_ms, struct amount reply,
		   struct amount want);
void budget_hold(struct budget *b, const char *conversation, struct amount want);
/* The other end of budget_hold(): gives back what was held, counts what it took. */
void budget_settle(struct budget *b, const char *conversation, int64_t wall_ms, struct amount held,
		   struct amount took);

#endif
