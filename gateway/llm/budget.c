/*
 * Conversations that are remembered stand in a ring: the oldest goes when a new one comes. It is in
 * the store by then, so nothing is lost; what was held for it is given back to the day and the
 * month all the same.
 */
#include "gateway/llm/budget.h"

#include <stdlib.h>
#include <string.h>

#include "config/load/mem.h"

#define DAY_MS ((int64_t)86400000)

struct budget_conversation {
	char id[ID_LEN + 1];
	struct amount spent, held;
};

static struct amount plus(struct amount a, struct amount b)
{
	return (struct amount){a.tokens + b.tokens, a.nano + b.nano};
}

static struct amount minus(struct amount a, struct amount b)
{
	return (struct amount){a.tokens - b.tokens, a.nano - b.nano};
}

static bool fits(struct amount limit, struct amount sum)
{
	return (!limit.tokens || sum.tokens <= limit.tokens) &&
	       (!limit.nano || sum.nano <= limit.nano);
}

static struct amount limit_of(const struct settings_llm_budget *s)
{
	return (struct amount){s->tokens, (int64_t)(s->money * BUDGET_NANO + 0.5)};
}

/* ---- life ---- */

void budget_init(struct budget *b)
{
	*b = (struct budget){.ring = mem_new(BUDGET_CONVERSATIONS, sizeof(*b->ring))};
	map_init(&b->conversations);
}

void budget_dispose(struct budget *b)
{
	for (size_t i = 0; i < BUDGET_CONVERSATIONS; i++)
		free(b->ring[i]);
	free(b->ring);
	map_dispose(&b->conversations);
}

void budget_configure(struct budget *b, const struct settings_llm_budgets *s)
{
	b->reply = limit_of(&s->reply);
	b->conversation = limit_of(&s->conversation);
	b->day = limit_of(&s->day);
	b->month = limit_of(&s->month);
}

/* ---- the calendar ---- */

int64_t budget_day(int64_t wall_ms)
{
	return wall_ms / DAY_MS;
}

/* The day of its month, from 1; Howard Hinnant's algorithm, with years that begin in March. */
static int64_t day_of_month(int64_t day)
{
	int64_t z = day + 719468, era = z / 146097, of_era = z - era * 146097;
	int64_t year = (of_era - of_era / 1460 + of_era / 36524 - of_era / 146096) / 365;
	int64_t of_year = of_era - (365 * year + year / 4 - year / 100);
	int64_t month = (5 * of_year + 2) / 153;

	return of_year - (153 * month + 2) / 5 + 1;
}

int64_t budget_month(int64_t wall_ms)
{
	int64_t day = budget_day(wall_ms);

	return day - day_of_month(day) + 1;
}

static void roll(struct budget *b, int64_t wall_ms)
{
	if (b->today == budget_day(wall_ms))
		return;
	b->today = budget_day(wall_ms);
	b->spent_today = (struct amount){0};
	if (b->this_month != budget_month(wall_ms))
		b->spent_this_month = (struct amount){0};
	b->this_month = budget_month(wall_ms);
}

void budget_load(struct budget *b, int64_t wall_ms, struct amount day, struct amount month)
{
	roll(b, wall_ms);
	b->spent_today = plus(b->spent_today, day);
	b->spent_this_month = plus(b->spent_this_month, month);
}

/* ---- conversations ---- */

static bool has_limit(const struct budget *b)
{
	return b->conversation.tokens || b->conversation.nano;
}

static struct budget_conversation *find(const struct budget *b, const char *id)
{
	return *id ? map_get_text(&b->conversations, id) : NULL;
}

bool budget_must_ask(const struct budget *b, const char *conversation)
{
	return has_limit(b) && id_is_valid(conversation) && !find(b, conversation);
}

void budget_learn(struct budget *b, const char *conversation, struct amount spent)
{
	struct budget_conversation *c, *oldest = b->ring[b->ring_at];

	if (find(b, conversation) || strlen(conversation) > ID_LEN)
		return;
	if (oldest) {
		map_take_text(&b->conversations, oldest->id);
		free(oldest);
	}
	c = b->ring[b->ring_at] = mem_new(1, sizeof(*c));
	b->ring_at = (b->ring_at + 1) % BUDGET_CONVERSATIONS;
	memcpy(c->id, conversation, strlen(conversation) + 1);
	c->spent = spent;
	map_put_text(&b->conversations, c->id, c);
}

/* ---- spending ---- */

bool budget_allows(struct budget *b, const char *conversation, int64_t wall_ms, struct amount reply,
		   struct amount want)
{
	const struct budget_conversation *c = find(b, conversation);

	roll(b, wall_ms);
	if (c && !fits(b->conversation, plus(plus(c->spent, c->held), want)))
		return false;
	if (!fits(b->reply, plus(reply, want)))
		return false;
	want = plus(want, b->held);
	return fits(b->day, plus(b->spent_today, want)) &&
	       fits(b->month, plus(b->spent_this_month, want));
}

void budget_hold(struct budget *b, const char *conversation, struct amount want)
{
	struct budget_conversation *c = find(b, conversation);

	b->held = plus(b->held, want);
	if (c)
		c->held = plus(c->held, want);
}

void budget_settle(struct budget *b, const char *conversation, int64_t wall_ms, struct amount held,
		   struct amount took)
{
	struct budget_conversation *c = find(b, conversation);

	roll(b, wall_ms);
	b->held = minus(b->held, held);
	b->spent_today = plus(b->spent_today, took);
	b->spent_this_month = plus(b->spent_this_month, took);
	if (!c)
		return;
	/* One that was forgotten meanwhile and asked for again holds nothing. */
	c->held.tokens = c->held.tokens > held.tokens ? c->held.tokens - held.tokens : 0;
	c->held.nano = c->held.nano > held.nano ? c->held.nano - held.nano : 0;
	c->spent = plus(c->spent, took);
}
