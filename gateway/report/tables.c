/*
 * The lists of the report: service levels, intents, language models. Long ones are cut, with the
 * number of what is left out; --json has all of it.
 */
#include <string.h>

#include "gateway/report/report.h"

#define ROWS_MAX 20
#define NANO 1e9

/* Characters cut to the column: bytes of a sequence are never split. */
static void print_cut(const char *text, int width, FILE *out)
{
	size_t len = strlen(text);

	if (len > (size_t)width) {
		len = (size_t)width - 1;
		while (len > 0 && ((unsigned char)text[len] & 0xC0) == 0x80)
			len--;
		fprintf(out, "%.*s~", (int)len, text);
		return;
	}
	fprintf(out, "%-*s", width, text);
}

static void print_more(size_t count, FILE *out)
{
	if (count > ROWS_MAX)
		fprintf(out, "  … and %zu more (--json has all)\n", count - ROWS_MAX);
}

static void print_three(const int64_t n[3], FILE *out)
{
	fprintf(out, " %5lld %8lld %5lld", (long long)n[0], (long long)n[1], (long long)n[2]);
}

static void print_levels(const struct report *r, FILE *out)
{
	if (r->levels.count == 0)
		return;
	fputs("\nService levels                     first answer              end\n"
	      "  team, priority                met breached  open   met breached  open\n",
	      out);
	for (size_t i = 0; i < r->levels.count && i < ROWS_MAX; i++) {
		const struct report_level *x = &r->levels.items[i];
		fputs("  ", out);
		print_cut(x->team, 20, out);
		fprintf(out, "%5lld", (long long)x->priority);
		print_three(x->first, out);
		print_three(x->end, out);
		fputc('\n', out);
	}
	print_more(r->levels.count, out);
}

static void print_intents(const struct report *r, FILE *out)
{
	if (r->intents.count == 0)
		return;
	fputs("\nIntents                          answered  asked  thumbs down  handed over "
	      "after\n",
	      out);
	for (size_t i = 0; i < r->intents.count && i < ROWS_MAX; i++) {
		const struct report_intent *x = &r->intents.items[i];
		fputs("  ", out);
		print_cut(x->id, 29, out);
		fprintf(out, "%10lld %6lld %12lld %18lld\n", (long long)x->answered,
			(long long)x->asked, (long long)x->downs, (long long)x->handed);
	}
	print_more(r->intents.count, out);
}

static void print_costs(const struct report *r, FILE *out)
{
	fputs("\nLanguage models, whole days      tries  tokens in      out       cost\n", out);
	for (size_t i = 0; i < r->llm.count && i < ROWS_MAX; i++) {
		const struct report_llm *x = &r->llm.items[i];
		char money[REPORT_CELL], name[300];

		report_money((double)x->cost_nano / NANO, money);
		snprintf(name, sizeof(name), "%s %s", x->provider, x->model);
		fputs("  ", out);
		print_cut(name, 28, out);
		fprintf(out, "%8lld %10lld %8lld %10s\n", (long long)x->tries,
			(long long)x->tokens_in, (long long)x->tokens_out, money);
		fprintf(out, "    %s\n", x->intent[0] ? x->intent : "(near no intent)");
	}
	print_more(r->llm.count, out);
}

static void print_budget(const char *name, const struct report_budget *b, FILE *out)
{
	char money[REPORT_CELL];

	report_money((double)b->cost_nano / NANO, money);
	fprintf(out, "  %-12s %lld tokens", name, (long long)b->tokens);
	if (b->limit.tokens > 0)
		fprintf(out, " (%.0f %% of the budget)",
			100.0 * (double)b->tokens / (double)b->limit.tokens);
	fprintf(out, ", cost %s", money);
	if (b->limit.money > 0)
		fprintf(out, " (%.0f %% of the budget)",
			100.0 * (double)b->cost_nano / NANO / b->limit.money);
	fputc('\n', out);
}

static void print_models(const struct report *r, FILE *out)
{
	if (r->llm.count == 0)
		return;
	print_costs(r, out);
	fputs("  how tries ended\n", out);
	for (size_t i = 0; i < r->ends.count && i < ROWS_MAX; i++) {
		const struct report_end *x = &r->ends.items[i];
		fputs("    ", out);
		print_cut(x->provider, 20, out);
		fputc(' ', out);
		print_cut(x->outcome[0] ? x->outcome : "not kept then", 20, out);
		fprintf(out, "%10lld\n", (long long)x->tries);
	}
	print_more(r->ends.count, out);
	print_budget("today", &r->day, out);
	print_budget("this month", &r->month, out);
}

void report_tables(const struct report *r, FILE *out)
{
	print_levels(r, out);
	print_intents(r, out);
	print_models(r, out);
}
