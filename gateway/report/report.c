/*
 * From rows to sides: each kind of figure has one function that puts a row where it belongs, once
 * for its language and once for all. A language that is none of the product's counts for all only.
 */
#include "gateway/report/report.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "config/load/mem.h"
#include "gateway/report/figures.h"

struct waits_row {
	int64_t seconds, count;
};

struct build {
	struct report *r;
	VEC(struct waits_row) waits[REPORT_SIDES];
};

/* The sides that a row of that language counts for; returns how many. */
static size_t sides_of(const char *locale, size_t out[2])
{
	enum locale l = locale_of_name(locale);

	out[0] = REPORT_ALL;
	out[1] = (size_t)l;
	return l == LOCALE_NONE ? 1 : 2;
}

static void add_chats(struct build *b, const struct figure *f)
{
	size_t at[2];

	for (size_t i = sides_of(f->a, at); i-- > 0;) {
		struct report_side *s = &b->r->sides[at[i]];

		s->began += f->n[0];
		s->handed += f->n[1];
		s->going += f->n[2];
		s->answered += f->n[3];
		s->unanswered += f->n[0] - f->n[1] - f->n[2] - f->n[3];
		s->cost_nano += f->n[4];
		s->ups += f->n[5];
		s->downs += f->n[6];
	}
}

static void add_turns(struct build *b, const struct figure *f)
{
	size_t at[2];

	if (f->n[0] < 0 || (size_t)f->n[0] >= ARRAY_LEN(b->r->sides[0].turns))
		return;
	for (size_t i = sides_of(f->a, at); i-- > 0;)
		b->r->sides[at[i]].turns[f->n[0]] += f->n[1];
}

static struct report_intent *intent_of(struct report *r, const char *id)
{
	for (size_t i = 0; i < r->intents.count; i++) {
		if (strcmp(r->intents.items[i].id, id) == 0)
			return &r->intents.items[i];
	}
	struct report_intent *x = vec_push(&r->intents);

	*x = (struct report_intent){0};
	snprintf(x->id, sizeof(x->id), "%s", id);
	return x;
}

static void add_intent(struct build *b, const struct figure *f)
{
	struct report_intent *x = intent_of(b->r, f->a);

	x->answered += f->n[0];
	x->asked += f->n[1];
	x->offered += f->n[2];
	x->ups += f->n[3];
	x->downs += f->n[4];
}

static void add_handed(struct build *b, const struct figure *f)
{
	intent_of(b->r, f->a)->handed += f->n[0];
}

/* One of `reasons` or `outcomes`, which are the same kind of list. */
#define COUNT_WORD(list, text, at, count_of, n)                                         \
	do {                                                                            \
		size_t w_ = 0;                                                          \
		while (w_ < (list).count && strcmp((list).items[w_].word, (text)) != 0) \
			w_++;                                                           \
		if (w_ == (list).count) {                                               \
			struct report_word *new_ = vec_push(&(list));                   \
			*new_ = (struct report_word){0};                                \
			snprintf(new_->word, sizeof(new_->word), "%s", (text));         \
		}                                                                       \
		for (size_t s_ = 0; s_ < (count_of); s_++)                              \
			(list).items[w_].count[(at)[s_]] += (n);                        \
	} while (0)

static void add_cases(struct build *b, const struct figure *f)
{
	struct report *r = b->r;
	size_t at[2], count = sides_of(f->a, at);

	COUNT_WORD(r->reasons, f->b, at, count, f->n[0]);
	COUNT_WORD(r->outcomes, f->c, at, count, f->n[0]);
	for (size_t i = 0; i < count; i++) {
		struct report_side *s = &r->sides[at[i]];

		s->cases += f->n[0];
		s->cases_open += f->n[1];
		s->left_line += f->n[2];
		s->contacts += f->n[3];
		s->contacts_open += f->n[4];
	}
}

static void add_waits(struct build *b, const struct figure *f)
{
	size_t at[2];

	for (size_t i = sides_of(f->a, at); i-- > 0;) {
		struct report_side *s = &b->r->sides[at[i]];

		*vec_push(&b->waits[at[i]]) = (struct waits_row){f->n[0], f->n[1]};
		s->taken += f->n[1];
		s->promised += f->n[2];
		s->error_ms += f->n[3];
		s->error_size_ms += f->n[4];
	}
}

static void add_level(struct build *b, const struct figure *f)
{
	struct report_level *x = vec_push(&b->r->levels);

	*x = (struct report_level){.priority = f->n[0],
				   .first = {f->n[1], f->n[2], f->n[3]},
				   .end = {f->n[4], f->n[5], f->n[6]}};
	snprintf(x->team, sizeof(x->team), "%s", f->a);
}

static void add_llm(struct build *b, const struct figure *f)
{
	struct report_llm *x = vec_push(&b->r->llm);

	*x = (struct report_llm){.tries = f->n[0],
				 .tokens_in = f->n[1],
				 .tokens_out = f->n[2],
				 .cost_nano = f->n[3]};
	snprintf(x->provider, sizeof(x->provider), "%s", f->a);
	snprintf(x->model, sizeof(x->model), "%s", f->b);
	snprintf(x->intent, sizeof(x->intent), "%s", f->c);
}

static void add_end(struct build *b, const struct figure *f)
{
	struct report_end *x = vec_push(&b->r->ends);

	*x = (struct report_end){.tries = f->n[0]};
	snprintf(x->provider, sizeof(x->provider), "%s", f->a);
	snprintf(x->outcome, sizeof(x->outcome), "%s", f->b);
}

static void add_ratings(struct build *b, const struct figure *f)
{
	size_t at[2], part = f->n[0] ? REPORT_PERSON : REPORT_ASSISTANT;

	for (size_t i = sides_of(f->a, at); i-- > 0;) {
		struct report_ratings *x = &b->r->sides[at[i]].ratings[part];

		x->chats += f->n[1];
		x->rated += f->n[2];
		x->sum += f->n[3];
		x->good += f->n[4];
	}
}

static void add_budget(struct build *b, const struct figure *f)
{
	b->r->day.tokens = f->n[0];
	b->r->day.cost_nano = f->n[1];
	b->r->month.tokens = f->n[2];
	b->r->month.cost_nano = f->n[3];
}

/* ---- order ---- */

static int by_seconds(const void *a, const void *b)
{
	const struct waits_row *x = a, *y = b;

	return (x->seconds > y->seconds) - (x->seconds < y->seconds);
}

static int by_answers(const void *a, const void *b)
{
	const struct report_intent *x = a, *y = b;

	if (x->answered != y->answered)
		return x->answered < y->answered ? 1 : -1;
	if (x->handed != y->handed)
		return x->handed < y->handed ? 1 : -1;
	return strcmp(x->id, y->id);
}

static int by_cost(const void *a, const void *b)
{
	const struct report_llm *x = a, *y = b;

	if (x->cost_nano != y->cost_nano)
		return x->cost_nano < y->cost_nano ? 1 : -1;
	int order = strcmp(x->provider, y->provider);
	if (order == 0)
		order = strcmp(x->model, y->model);
	return order ? order : strcmp(x->intent, y->intent);
}

static int by_count(const void *a, const void *b)
{
	const struct report_word *x = a, *y = b;

	if (x->count[REPORT_ALL] != y->count[REPORT_ALL])
		return x->count[REPORT_ALL] < y->count[REPORT_ALL] ? 1 : -1;
	return strcmp(x->word, y->word);
}

/* The nearest rank: the least wait that so many hundredths have at most. */
static int64_t quantile(const struct waits_row *rows, size_t n, int64_t of, int64_t hundredths)
{
	int64_t rank = (of * hundredths + 99) / 100, seen = 0;

	for (size_t i = 0; i < n; i++) {
		seen += rows[i].count;
		if (seen >= rank)
			return rows[i].seconds;
	}
	return 0;
}

static void measure_waits(struct build *b, size_t side)
{
	struct report_side *s = &b->r->sides[side];
	struct waits_row *rows = b->waits[side].items;
	size_t n = b->waits[side].count;

	if (n > 0) {
		qsort(rows, n, sizeof(*rows), by_seconds);
		s->p50_s = quantile(rows, n, s->taken, 50);
		s->p90_s = quantile(rows, n, s->taken, 90);
		s->longest_s = rows[n - 1].seconds;
	}
	vec_dispose(&b->waits[side]);
}

/* qsort() wants no NULL. */
#define SORT(list, order)                                                                  \
	do {                                                                               \
		if ((list).count > 0)                                                      \
			qsort((list).items, (list).count, sizeof((list).items[0]), order); \
	} while (0)

/* ---- all of it ---- */

struct report *report_create(const struct report_figures *f, const struct settings *s,
			     struct report_period period)
{
	static void (*const add[STORE_FIGURE_KINDS])(struct build *, const struct figure *) = {
		[STORE_FIGURE_CHATS] = add_chats,     [STORE_FIGURE_TURNS] = add_turns,
		[STORE_FIGURE_INTENTS] = add_intent,  [STORE_FIGURE_HANDED] = add_handed,
		[STORE_FIGURE_CASES] = add_cases,     [STORE_FIGURE_WAITS] = add_waits,
		[STORE_FIGURE_SLA] = add_level,       [STORE_FIGURE_LLM] = add_llm,
		[STORE_FIGURE_LLM_ENDS] = add_end,    [STORE_FIGURE_LLM_BUDGET] = add_budget,
		[STORE_FIGURE_RATINGS] = add_ratings,
	};
	struct build b = {.r = mem_new(1, sizeof(*b.r))};
	struct report *r = b.r;

	r->since_ms = period.since_ms;
	r->until_ms = period.until_ms;
	r->now_ms = period.now_ms;
	r->shop = mem_string(s->shop.name);
	r->day.limit = s->llm.budget.day;
	r->month.limit = s->llm.budget.month;
	for (size_t i = 0; i < f->rows.count; i++)
		add[f->rows.items[i].kind](&b, &f->rows.items[i]);
	for (size_t i = 0; i < REPORT_SIDES; i++)
		measure_waits(&b, i);
	SORT(r->intents, by_answers);
	SORT(r->llm, by_cost);
	SORT(r->reasons, by_count);
	SORT(r->outcomes, by_count);
	report_judge(r, &s->goals);
	return r;
}

void report_destroy(struct report *r)
{
	if (!r)
		return;
	free(r->shop);
	vec_dispose(&r->reasons);
	vec_dispose(&r->outcomes);
	vec_dispose(&r->levels);
	vec_dispose(&r->intents);
	vec_dispose(&r->llm);
	vec_dispose(&r->ends);
	free(r);
}
