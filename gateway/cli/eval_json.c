/*
 * The report of `frontdesk eval` for programs: one object on one line.
 */
#include <jansson.h>
#include <string.h>

#include "gateway/cli/eval.h"

static json_t *count_json(size_t n)
{
	return json_integer((json_int_t)n);
}

static json_t *share_json(size_t part, size_t whole)
{
	return whole ? json_real(measure_share(part, whole)) : json_null();
}

static json_t *counts_json(const struct measure_counts *c)
{
	return json_pack("{s:o,s:o,s:o,s:o,s:o,s:o,s:o,s:o,s:o,s:o}", "in_scope",
			 count_json(c->in_scope), "right", count_json(c->right), "wrong",
			 count_json(c->wrong), "silent", count_json(c->silent), "accuracy",
			 share_json(c->right, c->in_scope), "best_guess_right",
			 count_json(c->best_right), "best_guess_accuracy",
			 share_json(c->best_right, c->in_scope), "out_of_scope",
			 count_json(c->out_of_scope), "refused", count_json(c->refused),
			 "out_of_scope_recall", share_json(c->refused, c->out_of_scope));
}

static json_t *intents_json(const struct measure *m)
{
	json_t *list = json_array();

	for (size_t k = 0; k < m->intents.count; k++) {
		const struct measure_intent *i = &m->intents.items[k];
		json_array_append_new(
			list,
			json_pack("{s:s,s:o,s:o,s:o,s:o,s:o,s:o,s:o}", "intent", i->id, "messages",
				  count_json(i->messages), "right", count_json(i->right), "silent",
				  count_json(i->silent), "answered", count_json(i->answered),
				  "from_out_of_scope", count_json(i->from_outside), "recall",
				  share_json(i->right, i->messages), "precision",
				  share_json(i->right, i->answered)));
	}
	return list;
}

static json_t *locales_json(const struct measure *m)
{
	json_t *list = json_array();

	for (size_t i = 0; i < m->locales.count; i++) {
		json_t *one = counts_json(&m->locales.items[i].counts);
		json_object_set_new(one, "locale", json_string(m->locales.items[i].name));
		json_array_append_new(list, one);
	}
	return list;
}

static json_t *pairs_json(const struct measure *m)
{
	json_t *list = json_array();

	for (size_t i = 0; i < m->pairs.count; i++) {
		const struct measure_pair *p = &m->pairs.items[i];
		json_array_append_new(list, json_pack("{s:s?,s:s,s:o,s:o}", "expected", p->expected,
						      "taken_for", p->got, "messages",
						      count_json(p->count), "answered",
						      count_json(p->answered)));
	}
	return list;
}

static json_t *bins_json(const struct measure *m)
{
	json_t *list = json_array();

	for (size_t i = 0; i < MEASURE_BINS; i++) {
		const struct measure_bin *b = &m->bins[i];
		json_array_append_new(
			list,
			json_pack("{s:f,s:f,s:o,s:o,s:o}", "from", (double)i / MEASURE_BINS, "to",
				  (double)(i + 1) / MEASURE_BINS, "messages", count_json(b->count),
				  "confidence", b->count ? json_real(b->confidence) : json_null(),
				  "right", share_json(b->right, b->count)));
	}
	return list;
}

static json_t *misses_json(const struct eval_report *r, const struct measure_row *rows)
{
	json_t *list = json_array();

	for (size_t i = 0; i < r->set->messages.count; i++) {
		const struct eval_message *m = &r->set->messages.items[i];
		const struct measure_row *row = &rows[i];
		if (row->expected ? row->got && strcmp(row->got, row->expected) == 0 : !row->got)
			continue;
		json_t *one = json_pack("{s:s,s:i,s:s%,s:s,s:s?,s:s?,s:s?,s:f}", "file", m->at.file,
					"line", (int)m->at.line, "text", m->text, m->len, "locale",
					row->locale, "expected", row->expected, "got", row->got,
					"best_guess", row->best, "confidence", row->confidence);
		if (one)
			json_array_append_new(list, one);
	}
	return list;
}

static json_t *run_json(const struct eval_report *r, const struct eval_run *run)
{
	const struct measure *m = &run->measure;
	json_t *o = counts_json(&m->all);

	json_object_set_new(o, "intents", intents_json(m));
	json_object_set_new(o, "locales", locales_json(m));
	json_object_set_new(o, "confusions", pairs_json(m));
	json_object_set_new(o, "calibration_error", json_real(m->calibration_error));
	json_object_set_new(o, "calibration", bins_json(m));
	json_object_set_new(o, "misses", misses_json(r, run->rows));
	return o;
}

int eval_print_json(const struct eval_report *r, FILE *out)
{
	static const char *const keys[EVAL_WAYS] = {
		[EVAL_PATTERNS] = "with_patterns", [EVAL_EXAMPLES] = "examples_alone"};
	json_t *advice = json_array();
	json_t *o = json_pack("{s:s,s:o,s:o,s:s}", "catalog", intent_catalog_hash(r->catalog),
			      "messages", count_json(r->set->messages.count), "folds",
			      r->folds ? json_integer(r->folds) : json_null(), "detail",
			      keys[r->detail]);

	for (size_t w = 0; w < EVAL_WAYS; w++)
		json_object_set_new(o, keys[w],
				    r->runs[w].rows ? run_json(r, &r->runs[w]) : json_null());
	for (size_t i = 0; i < r->advice.count; i++)
		json_array_append_new(advice,
				      json_pack("{s:s,s:s?,s:i}", "text", r->advice.items[i].text,
						"file", r->advice.items[i].at.file, "line",
						(int)r->advice.items[i].at.line));
	json_object_set_new(o, "advice", advice);
	int rc = json_dumpf(o, out, JSON_COMPACT | JSON_REAL_PRECISION(9));
	fputc('\n', out);
	json_decref(o);
	return rc;
}
