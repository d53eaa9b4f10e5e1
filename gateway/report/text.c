/*
 * The report for people: a column a language, at most 80 wide. What stands in brackets comes from
 * fewer than REPORT_FEW.
 */
#include <string.h>

#include "gateway/base/clock.h"
#include "gateway/report/report.h"
#include "gateway/store/store.h"

#define LABEL 26
#define COLUMN 9

void report_seconds(double seconds, char out[REPORT_CELL])
{
	double size = seconds < 0 ? -seconds : seconds;

	if (size < 100)
		snprintf(out, REPORT_CELL, "%.0f s", seconds);
	else if (size < 6000)
		snprintf(out, REPORT_CELL, "%.0f min", seconds / 60);
	else
		snprintf(out, REPORT_CELL, "%.1f h", seconds / 3600);
}

void report_money(double money, char out[REPORT_CELL])
{
	snprintf(out, REPORT_CELL, money != 0 && money < 1 ? "%.4f" : "%.2f", money);
}

/* ---- rows ---- */

typedef void cell_of(const struct report_side *s, char out[REPORT_CELL]);

static bool is_there(const struct report *r, size_t side)
{
	return side == REPORT_ALL || r->sides[side].began > 0 || r->sides[side].cases > 0;
}

static void row(const struct report *r, const char *label, cell_of *cell, FILE *out)
{
	char text[REPORT_CELL];

	fprintf(out, "  %-*s", LABEL - 2, label);
	cell(&r->sides[REPORT_ALL], text);
	fprintf(out, "%*s", COLUMN, text);
	for (size_t l = 0; l < LOCALE_COUNT; l++) {
		if (!is_there(r, l))
			continue;
		cell(&r->sides[l], text);
		fprintf(out, "%*s", COLUMN, text);
	}
	fputc('\n', out);
}

static void heading(const struct report *r, const char *title, FILE *out)
{
	fprintf(out, "\n%-*s%*s", LABEL, title, COLUMN, "all");
	for (size_t l = 0; l < LOCALE_COUNT; l++) {
		if (is_there(r, l))
			fprintf(out, "%*s", COLUMN, locale_name((enum locale)l));
	}
	fputc('\n', out);
}

static void number(int64_t n, char out[REPORT_CELL])
{
	snprintf(out, REPORT_CELL, "%lld", (long long)n);
}

/* In brackets where it comes from few; "-" where there is none. */
static void guarded(const char *text, int64_t of, char out[REPORT_CELL])
{
	if (of == 0)
		snprintf(out, REPORT_CELL, "-");
	else
		snprintf(out, REPORT_CELL, of < REPORT_FEW ? "(%s)" : "%s", text);
}

static void share(struct report_share s, char out[REPORT_CELL])
{
	char text[REPORT_CELL];

	snprintf(text, sizeof(text), "%.0f %%",
		 s.of > 0 ? 100.0 * (double)s.part / (double)s.of : 0);
	guarded(text, s.of, out);
}

#define NUMBER(name, member)                                                 \
	static void name(const struct report_side *s, char out[REPORT_CELL]) \
	{                                                                    \
		number(s->member, out);                                      \
	}
NUMBER(began, began)
NUMBER(going, going)
NUMBER(answered, answered)
NUMBER(unanswered, unanswered)
NUMBER(handed, handed)
NUMBER(ups, ups)
NUMBER(downs, downs)
NUMBER(by_llm, turns[STORE_ANSWERED_LLM])
NUMBER(cases, cases)
NUMBER(taken, taken)
NUMBER(left_line, left_line)
NUMBER(contacts, contacts)
NUMBER(contacts_open, contacts_open)

#define SHARE(name, function)                                                \
	static void name(const struct report_side *s, char out[REPORT_CELL]) \
	{                                                                    \
		share(function(s), out);                                     \
	}
SHARE(containment, report_containment)
SHARE(no_answer, report_no_answer)
SHARE(rating, report_rating)

/* A cell of both parts, or of one of them. */
static void rated(const struct report_ratings *r, char out[REPORT_CELL])
{
	number(r->rated, out);
}

static void rated_share(const struct report_ratings *r, char out[REPORT_CELL])
{
	share((struct report_share){r->rated, r->chats}, out);
}

static void score(const struct report_ratings *r, char out[REPORT_CELL])
{
	char text[REPORT_CELL];

	snprintf(text, sizeof(text), "%.1f", report_score(r));
	guarded(text, r->rated, out);
}

static void good_share(const struct report_ratings *r, char out[REPORT_CELL])
{
	share((struct report_share){r->good, r->rated}, out);
}

#define RATINGS(function)                                                                    \
	static void all_##function(const struct report_side *s, char out[REPORT_CELL])       \
	{                                                                                    \
		struct report_ratings all = report_ratings(s);                               \
		function(&all, out);                                                         \
	}                                                                                    \
	static void assistant_##function(const struct report_side *s, char out[REPORT_CELL]) \
	{                                                                                    \
		function(&s->ratings[REPORT_ASSISTANT], out);                                \
	}                                                                                    \
	static void person_##function(const struct report_side *s, char out[REPORT_CELL])    \
	{                                                                                    \
		function(&s->ratings[REPORT_PERSON], out);                                   \
	}
RATINGS(rated)
RATINGS(rated_share)
RATINGS(score)
RATINGS(good_share)

static void cost(const struct report_side *s, char out[REPORT_CELL])
{
	char text[REPORT_CELL];

	report_money(report_cost(s), text);
	guarded(text, s->began, out);
}

static void wait(const struct report_side *s, int64_t seconds, char out[REPORT_CELL])
{
	char text[REPORT_CELL];

	report_seconds((double)seconds, text);
	guarded(text, s->taken, out);
}

static void half(const struct report_side *s, char out[REPORT_CELL])
{
	wait(s, s->p50_s, out);
}

static void nine_in_ten(const struct report_side *s, char out[REPORT_CELL])
{
	wait(s, s->p90_s, out);
}

static void longest(const struct report_side *s, char out[REPORT_CELL])
{
	char text[REPORT_CELL];

	report_seconds((double)s->longest_s, text);
	snprintf(out, REPORT_CELL, "%s", s->taken ? text : "-");
}

static void estimate(const struct report_side *s, int64_t sum_ms, char out[REPORT_CELL])
{
	char text[REPORT_CELL];

	report_seconds(s->promised ? (double)sum_ms / 1000 / (double)s->promised : 0, text);
	guarded(text, s->promised, out);
}

static void off_by(const struct report_side *s, char out[REPORT_CELL])
{
	estimate(s, s->error_size_ms, out);
}

static void bias(const struct report_side *s, char out[REPORT_CELL])
{
	estimate(s, s->error_ms, out);
}

/* ---- parts ---- */

static void print_words(const struct report *r, const struct report_word *list, size_t count,
			FILE *out)
{
	for (size_t i = 0; i < count; i++) {
		fprintf(out, "    %-*s%*lld", LABEL - 4, list[i].word[0] ? list[i].word : "none",
			COLUMN, (long long)list[i].count[REPORT_ALL]);
		for (size_t l = 0; l < LOCALE_COUNT; l++) {
			if (is_there(r, l))
				fprintf(out, "%*lld", COLUMN, (long long)list[i].count[l]);
		}
		fputc('\n', out);
	}
}

static void print_chats(const struct report *r, FILE *out)
{
	heading(r, "Chats", out);
	row(r, "began", began, out);
	row(r, "answered to their end", answered, out);
	row(r, "handed to a person", handed, out);
	row(r, "left without an answer", unanswered, out);
	row(r, "still going on", going, out);
	row(r, "contained", containment, out);
	row(r, "turns nothing fitted", no_answer, out);
	row(r, "replies of a model", by_llm, out);
	row(r, "thumbs up", ups, out);
	row(r, "thumbs down", downs, out);
	row(r, "share of thumbs up", rating, out);
	row(r, "cost of models, a chat", cost, out);
	fputs("  Contained: nobody was asked for or took over, and the assistant's last word\n"
	      "  was an answer without a thumb down; of all chats but those still going on.\n",
	      out);
}

static void print_ratings(const struct report *r, FILE *out)
{
	heading(r, "Ratings by customers", out);
	row(r, "rated", all_rated, out);
	row(r, "share that was rated", all_rated_share, out);
	row(r, "mean score (1 to 5)", all_score, out);
	row(r, "4 or 5", all_good_share, out);
	fputs("  by the assistant alone\n", out);
	row(r, "  rated", assistant_rated, out);
	row(r, "  share", assistant_rated_share, out);
	row(r, "  mean score", assistant_score, out);
	row(r, "  4 or 5", assistant_good_share, out);
	fputs("  with a person\n", out);
	row(r, "  rated", person_rated, out);
	row(r, "  share", person_rated_share, out);
	row(r, "  mean score", person_score, out);
	row(r, "  4 or 5", person_good_share, out);
}

static void print_handoffs(const struct report *r, FILE *out)
{
	heading(r, "Handoffs", out);
	row(r, "opened, by reason", cases, out);
	print_words(r, r->reasons.items, r->reasons.count, out);
	fputs("  how they stand\n", out);
	print_words(r, r->outcomes.items, r->outcomes.count, out);
	row(r, "left the line", left_line, out);
	row(r, "left a contact", contacts, out);
	row(r, "  not called back yet", contacts_open, out);
	fputs("  assigned: a person had it; queued: waits, or left the line.\n", out);
	heading(r, "Waits in line", out);
	row(r, "taken from the line", taken, out);
	row(r, "half at most", half, out);
	row(r, "nine in ten at most", nine_in_ten, out);
	row(r, "longest", longest, out);
	row(r, "estimate was off by", off_by, out);
	row(r, "estimate minus wait", bias, out);
}

static void value_of(const struct report_goal *g, double value, char out[REPORT_CELL])
{
	if (g->unit == REPORT_SECONDS)
		report_seconds(value, out);
	else if (g->unit == REPORT_MONEY)
		report_money(value, out);
	else if (g->unit == REPORT_SCORES)
		snprintf(out, REPORT_CELL, "%.1f", value);
	else
		snprintf(out, REPORT_CELL, "%.0f %%", value * 100);
}

static void print_goal(const struct report_goal *g, const char *label, FILE *out)
{
	static const char *const words[] = {"no goal", "too few to say", "met", "MISSED"};
	char is[REPORT_CELL] = "-", want[REPORT_CELL] = "-";

	if (g->has_is)
		value_of(g, g->is, is);
	if (g->want > 0)
		value_of(g, g->want, want);
	fprintf(out, "  %-28s%10s", label, is);
	if (g->verdict == REPORT_NO_GOAL)
		fprintf(out, "   %s\n", words[g->verdict]);
	else
		fprintf(out, "   goal: at %s %s: %s\n", g->is_least ? "least" : "most", want,
			words[g->verdict]);
}

static void print_goals(const struct report *r, FILE *out)
{
	static const char *const labels[] = {
		[REPORT_CONTAINMENT] = "contained",
		[REPORT_NO_ANSWER] = "turns nothing fitted",
		[REPORT_WAIT_P90] = "nine in ten waited at most",
		[REPORT_RATING] = "share of thumbs up",
		[REPORT_COST] = "cost of models, a chat",
		[REPORT_SCORE] = "mean score of ratings",
	};
	size_t set = 0;

	fputs("\nGoals\n", out);
	for (size_t i = 0; i < ARRAY_LEN(labels); i++) {
		if (r->goals[i].verdict == REPORT_NO_GOAL)
			continue;
		print_goal(&r->goals[i], labels[i], out);
		set++;
	}
	if (set == 0)
		fputs("  None are set (goals: in frontdesk.yaml).\n", out);
}

static void print_fairness(const struct report *r, FILE *out)
{
	static const char *const labels[] = {"contained", "turns nothing fitted",
					     "nine in ten waited at most"};

	fputs("\nFairness: the gap between the best and the worst language\n", out);
	for (size_t i = 0; i < ARRAY_LEN(labels); i++) {
		const struct report_goal *g = &r->goals[REPORT_GAP_CONTAINMENT + i];
		if (g->best == LOCALE_NONE) {
			fprintf(out, "  %-28s%10s   not two languages with %d or more\n", labels[i],
				"-", REPORT_FEW);
			continue;
		}
		print_goal(g, labels[i], out);
		fprintf(out, "      best: %s, worst: %s\n", locale_name(g->best),
			locale_name(g->worst));
	}
}

static void print_period(const struct report *r, FILE *out)
{
	char since[CLOCK_ISO_LEN + 1], until[CLOCK_ISO_LEN + 1];

	clock_iso(r->since_ms, since);
	clock_iso(r->until_ms, until);
	fprintf(out, "%s\n%.10s %.5s to %.10s %.5s UTC\n", r->shop, since, since + 11, until,
		until + 11);
}

void report_text(const struct report *r, FILE *out)
{
	const struct report_side *all = &r->sides[REPORT_ALL];

	print_period(r, out);
	if (all->began == 0 && all->cases == 0) {
		fputs("\nNo chat began and no case was opened in this period.\n", out);
		report_tables(r, out);
		return;
	}
	print_goals(r, out);
	print_chats(r, out);
	print_ratings(r, out);
	print_handoffs(r, out);
	report_tables(r, out);
	print_fairness(r, out);
	fprintf(out, "\nIn brackets: from fewer than %d, too few to say.\n", REPORT_FEW);
}
