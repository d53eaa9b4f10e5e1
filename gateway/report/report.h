/*
 * What `frontdesk report` says about a period, worked out from the store's figures. Pure: no store,
 * clock or configuration file; what it is given is sums already and names nobody.
 *
 * A share of few is no share: below REPORT_FEW cases a figure is shown as too few to say, and goals
 * and gaps are not judged by it.
 */
#ifndef GATEWAY_REPORT_REPORT_H
#define GATEWAY_REPORT_REPORT_H

#include <jansson.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#include "config/load/attrs.h"
#include "config/load/locale.h"
#include "config/load/settings.h"
#include "config/load/vec.h"

#define REPORT_FEW 30
/* Who was silent for so long is gone: the chat has ended for the figures. */
#define REPORT_IDLE_MS ((int64_t)30 * 60 * 1000)

/* ---- the store's figures ---- */

struct report_figures; /* owned rows of enum store_figure_kind */

/* Reads what control_figures() wrote: an array of [kind, text, text, text, numbers …]. Rows that it
 * does not understand are left out. Returns owned. */
struct report_figures *report_figures_read(const json_t *rows) MUSTCHECK;
void report_figures_free(struct report_figures *f);

/* ---- the report ---- */

enum report_side_of { REPORT_ALL = LOCALE_COUNT, REPORT_SIDES }; /* a side a language, and all */

struct report_share {
	int64_t part, of;
};

/* How customers rated chats that are over, 1 to 5. */
struct report_ratings {
	int64_t chats, rated, sum, good; /* sum of the scores; good: 4 or 5 */
};
enum report_part { REPORT_ASSISTANT, REPORT_PERSON, REPORT_PARTS }; /* a person had the chat, too */

/* One language, or all of them. */
struct report_side {
	int64_t began, handed, going, answered, unanswered; /* chats */
	int64_t cost_nano, ups, downs;
	int64_t turns[8]; /* by enum store_answer */
	int64_t cases, cases_open, left_line, contacts, contacts_open;
	int64_t taken, p50_s, p90_s, longest_s;    /* who was taken from the line, and waits */
	int64_t promised, error_ms, error_size_ms; /* sums of the estimate's errors */
	struct report_ratings ratings[REPORT_PARTS];
};

/* Cases by a word: a reason or an outcome. */
struct report_word {
	char word[33];
	int64_t count[REPORT_SIDES];
};
struct report_level {
	char team[65];
	int64_t priority, first[3], end[3]; /* met, breached, open */
};
struct report_intent {
	char id[65];
	int64_t answered, asked, offered, ups, downs, handed;
};
struct report_llm {
	char provider[65], model[201], intent[65];
	int64_t tries, tokens_in, tokens_out, cost_nano;
};
struct report_end {
	char provider[65], outcome[33];
	int64_t tries;
};

enum report_verdict { REPORT_NO_GOAL, REPORT_TOO_FEW, REPORT_MET, REPORT_MISSED };
const char *report_verdict_word(enum report_verdict v); /* "none" "too_few" "met" "missed" */

enum report_unit { REPORT_RATIO, REPORT_SECONDS, REPORT_MONEY, REPORT_SCORES };
enum report_goal_id {
	REPORT_CONTAINMENT,
	REPORT_NO_ANSWER,
	REPORT_WAIT_P90,
	REPORT_RATING,
	REPORT_COST,
	REPORT_SCORE,
	REPORT_GAP_CONTAINMENT,
	REPORT_GAP_NO_ANSWER,
	REPORT_GAP_WAIT,
	REPORT_GOALS
};
struct report_goal {
	const char *key; /* as in frontdesk.yaml; static */
	enum report_unit unit;
	bool is_least;   /* the goal is a least, not a most */
	double want, is; /* `is` says something unless the verdict is REPORT_TOO_FEW or has_is */
	bool has_is;
	enum report_verdict verdict;
	enum locale best, worst; /* of gaps; LOCALE_NONE where fewer than two languages count */
};

struct report_budget {
	int64_t tokens, cost_nano; /* spent */
	struct settings_llm_budget limit;
};

struct report {
	int64_t since_ms, until_ms, now_ms;
	char *shop; /* owned */
	struct report_side sides[REPORT_SIDES];
	VEC(struct report_word) reasons;
	VEC(struct report_word) outcomes;
	VEC(struct report_level) levels;
	VEC(struct report_intent) intents; /* most answered first */
	VEC(struct report_llm) llm;        /* dearest first */
	VEC(struct report_end) ends;
	struct report_budget day, month; /* of now, not of the period */
	struct report_goal goals[REPORT_GOALS];
};

struct report_period {
	int64_t since_ms, until_ms, now_ms;
};

/* Returns owned. */
struct report *report_create(const struct report_figures *f, const struct settings *s,
			     struct report_period period) MUSTCHECK;
void report_destroy(struct report *r);

struct report_share report_containment(const struct report_side *s);
/* Of the turns that wanted an answer, those to which nothing fitted. */
struct report_share report_no_answer(const struct report_side *s);
struct report_share report_rating(const struct report_side *s);
/* Both parts together. */
struct report_ratings report_ratings(const struct report_side *s);
/* 0 where nothing was rated. */
double report_score(const struct report_ratings *r);
/* Cost of a chat, in whole units of the currency; 0 without chats. */
double report_cost(const struct report_side *s);
/* Fills r->goals (report_goals.c). */
void report_judge(struct report *r, const struct settings_goals *g);

json_t *report_json(const struct report *r) MUSTCHECK;
/* At most 80 columns. */
void report_text(const struct report *r, FILE *out);
/* The part about people and models; report_text() calls it (report_tables.c). */
void report_tables(const struct report *r, FILE *out);
/* "45 s", "12 min", "3.2 h"; "12.50", "0.0031". */
#define REPORT_CELL 24
void report_seconds(double seconds, char out[REPORT_CELL]);
void report_money(double money, char out[REPORT_CELL]);

#endif
