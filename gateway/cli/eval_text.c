/*
 * The report of `frontdesk eval` for people: plain text, 80 columns, nothing that needs colour.
 */
#include <stdlib.h>
#include <string.h>

#include "config/load/mem.h"
#include "gateway/cli/eval.h"
#include "gateway/cli/terminal.h"

#define INTENTS_SHOWN 100
#define PAIRS_SHOWN 25
#define BAR 40

/* "93.2%" or "-", right-aligned. */
static void print_share(FILE *out, int width, size_t part, size_t whole)
{
	if (whole == 0)
		fprintf(out, "%*s", width, "-");
	else
		fprintf(out, "%*.1f%%", width - 1, 100 * measure_share(part, whole));
}

static bool is_asked(const struct eval_run *run)
{
	return run->rows != NULL;
}

/* ---- summary ---- */

struct line {
	const char *name;
	size_t part, whole; /* offsets in measure_counts */
};

static void print_summary(const struct eval_report *r, FILE *out)
{
#define AT(member) offsetof(struct measure_counts, member)
	static const struct line lines[] = {
		{"accuracy (answered as expected)", AT(right), AT(in_scope)},
		{"answered as something else", AT(wrong), AT(in_scope)},
		{"not answered", AT(silent), AT(in_scope)},
		{"best guess right, answered or not", AT(best_right), AT(in_scope)},
		{"out-of-scope recall (not answered)", AT(refused), AT(out_of_scope)},
	};
#undef AT
	fprintf(out, "%-40s", "");
	for (size_t w = 0; w < EVAL_WAYS; w++) {
		if (is_asked(&r->runs[w]))
			fprintf(out, "%18s", r->runs[w].name);
	}
	fputc('\n', out);
	for (size_t i = 0; i < ARRAY_LEN(lines); i++) {
		fprintf(out, "%-40s", lines[i].name);
		for (size_t w = 0; w < EVAL_WAYS; w++) {
			const char *counts = (const char *)&r->runs[w].measure.all;
			size_t part, whole;
			memcpy(&part, counts + lines[i].part, sizeof part);
			memcpy(&whole, counts + lines[i].whole, sizeof whole);
			if (is_asked(&r->runs[w]))
				print_share(out, 18, part, whole);
		}
		fputc('\n', out);
	}
	fprintf(out, "%-40s", "calibration error");
	for (size_t w = 0; w < EVAL_WAYS; w++) {
		if (is_asked(&r->runs[w]))
			fprintf(out, "%17.1f%%", 100 * r->runs[w].measure.calibration_error);
	}
	fputc('\n', out);
}

/* ---- tables ---- */

static void print_locales(const struct measure *m, FILE *out)
{
	fprintf(out, "\n%-14s%10s%10s%8s%8s%12s%18s\n", "Locale", "in scope", "accuracy", "wrong",
		"silent", "best guess", "out of scope");
	for (size_t i = 0; i < m->locales.count; i++) {
		const struct measure_counts *c = &m->locales.items[i].counts;
		terminal_column(out, m->locales.items[i].name, 14);
		fprintf(out, "%10zu", c->in_scope);
		print_share(out, 10, c->right, c->in_scope);
		print_share(out, 8, c->wrong, c->in_scope);
		print_share(out, 8, c->silent, c->in_scope);
		print_share(out, 12, c->best_right, c->in_scope);
		fprintf(out, "%10zu", c->out_of_scope);
		print_share(out, 8, c->refused, c->out_of_scope);
		fputc('\n', out);
	}
}

/* Worst recall first; those that nothing was expected of last. */
static int compare_recall(const void *a, const void *b)
{
	const struct measure_intent *x = *(const struct measure_intent *const *)a,
				    *y = *(const struct measure_intent *const *)b;
	double left = x->messages ? measure_share(x->right, x->messages) : 2;
	double right = y->messages ? measure_share(y->right, y->messages) : 2;

	if (left < right || left > right)
		return left < right ? -1 : 1;
	return strcmp(x->id, y->id);
}

static void print_intents(const struct measure *m, FILE *out)
{
	const struct measure_intent **order = mem_new(m->intents.count, sizeof(*order));

	for (size_t i = 0; i < m->intents.count; i++)
		order[i] = &m->intents.items[i];
	qsort(order, m->intents.count, sizeof(*order), compare_recall);
	fprintf(out, "\n%-40s%10s%10s%10s%10s\n", "Intent (worst recall first)", "messages",
		"recall", "precision", "silent");
	for (size_t i = 0; i < m->intents.count && i < INTENTS_SHOWN; i++) {
		terminal_column(out, order[i]->id, 40);
		fprintf(out, "%10zu", order[i]->messages);
		print_share(out, 10, order[i]->right, order[i]->messages);
		print_share(out, 10, order[i]->right, order[i]->answered);
		print_share(out, 10, order[i]->silent, order[i]->messages);
		fputc('\n', out);
	}
	if (m->intents.count > INTENTS_SHOWN)
		fprintf(out, "... and %zu more (--json has all)\n",
			m->intents.count - INTENTS_SHOWN);
	free(order);
}

static void print_pairs(const struct measure *m, FILE *out)
{
	if (m->pairs.count == 0)
		return;
	fprintf(out, "\n%-30s%-30s%10s%10s\n", "Expected", "taken for", "messages", "answered");
	for (size_t i = 0; i < m->pairs.count && i < PAIRS_SHOWN; i++) {
		const struct measure_pair *p = &m->pairs.items[i];
		terminal_column(out, p->expected ? p->expected : "(out of scope)", 29);
		fputc(' ', out);
		terminal_column(out, p->got, 30);
		fprintf(out, "%10zu%10zu\n", p->count, p->answered);
	}
	if (m->pairs.count > PAIRS_SHOWN)
		fprintf(out, "... and %zu more (--json has all)\n", m->pairs.count - PAIRS_SHOWN);
}

/* ---- the curve ---- */

static void print_bar(const struct measure_bin *b, FILE *out)
{
	size_t filled = (size_t)(measure_share(b->right, b->count) * BAR + 0.5);
	size_t mark = (size_t)(b->confidence * BAR);

	fputc('|', out);
	for (size_t i = 0; i < BAR; i++)
		fputc(i == mark ? '+' : i < filled ? '#' : ' ', out);
	fputc('|', out);
}

static void print_curve(const struct measure *m, FILE *out)
{
	fprintf(out,
		"\nCalibration: how often the best guess is right, by its confidence\n"
		"confidence  messages   right  0%%%*s%*s\n",
		BAR / 2 + 1, "50%", BAR / 2, "100%");
	for (size_t i = 0; i < MEASURE_BINS; i++) {
		const struct measure_bin *b = &m->bins[i];
		fprintf(out, "%.1f to %.1f  %8zu", (double)i / MEASURE_BINS,
			(double)(i + 1) / MEASURE_BINS, b->count);
		print_share(out, 8, b->right, b->count);
		fputs("  ", out);
		if (b->count)
			print_bar(b, out);
		else
			fprintf(out, "|%*s|", BAR, "");
		fputc('\n', out);
	}
	fputs("# right   + the confidence itself: the bar should end there\n", out);
}

/* ---- the rest ---- */

static void print_advice(const struct eval_report *r, FILE *out)
{
	if (r->advice.count == 0)
		return;
	fputs("\nWhat to look at: examples of two intents should differ in what they ask for.\n",
	      out);
	for (size_t i = 0; i < r->advice.count; i++) {
		fputs("- ", out);
		terminal_wrap(out, 2, 2, r->advice.items[i].text);
	}
}

static void print_misses(const struct eval_report *r, FILE *out)
{
	const struct measure_row *rows = r->runs[r->detail].rows;

	fputs("\nMisses\n", out);
	for (size_t i = 0; i < r->set->messages.count; i++) {
		const struct eval_message *m = &r->set->messages.items[i];
		const struct measure_row *row = &rows[i];
		if (row->expected ? row->got && strcmp(row->got, row->expected) == 0 : !row->got)
			continue;
		fprintf(out, "%s:%u: ", m->at.file, m->at.line);
		terminal_quote(out, m->text, m->len, TERMINAL_WIDTH);
		fprintf(out, " (%s) expected %s, ", row->locale,
			row->expected ? row->expected : "no answer");
		if (row->got)
			fprintf(out, "got %s (%.3f)\n", row->got, row->confidence);
		else
			fprintf(out, "got no answer (best guess %s %.3f)\n",
				row->best ? row->best : "none", row->confidence);
	}
}

void eval_print_text(const struct eval_report *r, bool misses, FILE *out)
{
	const struct measure *m = &r->runs[r->detail].measure;

	fprintf(out, "%zu messages: %zu in scope, %zu out of scope", r->set->messages.count,
		m->all.in_scope, m->all.out_of_scope);
	if (r->folds)
		fprintf(out, "; own examples, %u folds", r->folds);
	fprintf(out, "\ncatalog %.19s, %zu intents\n\n", intent_catalog_hash(r->catalog),
		intent_catalog_count(r->catalog));
	print_summary(r, out);
	fprintf(out, "\nIn detail, %s:\n", r->runs[r->detail].name);
	print_locales(m, out);
	print_intents(m, out);
	print_pairs(m, out);
	print_curve(m, out);
	print_advice(r, out);
	if (misses)
		print_misses(r, out);
}
