/*
 * The catalog's own examples as messages: each was held back once and judged by what was learned
 * from the others.
 */
#include <stdlib.h>
#include <string.h>

#include "config/load/mem.h"
#include "gateway/cli/eval.h"

struct folding {
	struct eval_set *set;
	VEC(struct measure_row) rows;
};

static void take(void *ctx, const struct intent_crossval_item *item)
{
	struct folding *f = ctx;
	bool outside = intent_is_out_of_scope(item->truth);
	bool refused = item->predicted && intent_is_out_of_scope(item->predicted);
	struct eval_message *m = vec_push(&f->set->messages);

	m->len = strlen(item->text);
	m->text = mem_copy(item->text, m->len);
	m->locale = item->locale;
	m->expected = outside ? NULL : intent_id(item->truth);
	m->at = item->at;
	struct measure_row *row = vec_push(&f->rows);
	*row = (struct measure_row){
		.locale = m->locale, .expected = m->expected, .confidence = item->confidence};
	if (item->predicted && !(outside && refused))
		row->best = intent_id(item->predicted);
	if (item->answered && !refused)
		row->got = row->best;
}

void eval_fold(const struct intent_catalog *c, unsigned folds, struct eval_set *ret_set,
	       struct measure_row **ret_rows)
{
	struct folding f = {.set = ret_set};

	intent_crossval(c, folds, take, &f);
	*ret_rows = f.rows.items ? f.rows.items : mem_new(0, sizeof(**ret_rows));
}

struct measure_row *eval_fold_patterns(const struct intent_catalog *c, const struct eval_set *set,
				       const struct measure_row *rows)
{
	struct intent_scratch *s = intent_scratch_create();
	struct measure_row *ret = mem_new(set->messages.count, sizeof(*ret));

	for (size_t i = 0; i < set->messages.count; i++) {
		const struct eval_message *m = &set->messages.items[i];
		struct intent_decision d;
		ret[i] = rows[i];
		intent_match(c, s, m->locale, m->text, m->len, &d);
		if (d.by != INTENT_BY_PATTERN)
			continue;
		ret[i].got = d.intent ? intent_id(d.intent) : NULL;
		ret[i].best = ret[i].got;
		ret[i].confidence = d.confidence;
	}
	intent_scratch_destroy(s);
	return ret;
}
