/*
 * A reply is said only when every variable in it has a value, so an answer that lacks what the
 * sentence claims leads to `reply_failed`, not to half a sentence.
 */
#include "gateway/dialog/perform.h"

#include <stdlib.h>
#include <string.h>

#include "gateway/base/fields.h"
#include "gateway/dialog/answer.h"
#include "gateway/dialog/evidence.h"
#include "gateway/dialog/form.h"
#include "intents/reply.h"

static const struct dialog_result *take_result(struct draft *d, const struct intent *i)
{
	const struct dialog_turn *t = d->turn;

	if (d->next_result >= t->result_count ||
	    strcmp(t->results[d->next_result].intent, intent_id(i)) != 0)
		return NULL;
	return &t->results[d->next_result++];
}

static void finish(struct draft *d, const struct intent *i)
{
	draft_did(d, DIALOG_FINISHED, intent_id(i), NULL);
	d->memory->form->phase = DIALOG_DONE;
	answer_remember(d, i);
	form_go_on(d);
}

void perform_fail(struct draft *d, const struct intent *i)
{
	struct intent_facts f = draft_facts(d);

	draft_did(d, DIALOG_FAILED, intent_id(i), NULL);
	d->action_failed = true;
	if (!draft_say_owned(d, intent_reply_failed(i, draft_locale(d), &f)))
		draft_word(d, WORD_ACTION_FAILED, NULL);
	dialog_form_free(d->memory->form);
	d->memory->form = NULL;
	form_go_on(d);
}

/* ---- evidence ---- */

static void write_request(struct draft *d, const struct intent *i)
{
	struct intent_action_request r;
	struct intent_facts f = draft_facts(d);
	struct buf *b = &d->results;

	buf_text(b, b->len ? "," : "[");
	buf_text(b, "{\"intent\":");
	buf_json(b, intent_id(i));
	if (intent_action_render(i, &f, &r) == 0) {
		buf_text(b, r.is_post ? ",\"method\":\"POST\",\"url\":"
				      : ",\"method\":\"GET\",\"url\":");
		buf_json(b, r.url);
		intent_action_dispose(&r);
	}
	buf_text(b, intent_action_changes(i) ? ",\"changes\":true" : ",\"changes\":false");
}

static void write_result(struct draft *d, const struct dialog_result *r, bool ok)
{
	struct buf *b = &d->results;

	number_field(b, ",\"status\":", r ? r->status : 0);
	text_field(b, ",\"error\":",
		   !r        ? "unknown"
		   : r->word ? r->word
		   : ok      ? NULL
			     : "unexpected_answer");
	buf_text(b, ",\"results\":");
	evidence_write_facts(b, d->facts, d->fact_count);
	buf_char(b, '}');
}

/* ---- results ---- */

static void put_nowhere(void *ctx, const char *name, const char *value)
{
	(void)ctx, (void)name, (void)value;
}

bool dialog_result_is_good(const struct intent *i, const struct dialog_result *r)
{
	if (r->failed)
		return false;
	return r->canned || r->is_dry ||
	       intent_action_results(i, r->status, r->json, r->len, put_nowhere, NULL) == 0;
}

static bool read_result(struct draft *d, const struct intent *i, const struct dialog_result *r)
{
	if (!r || r->failed)
		return false;
	if (r->is_dry)
		return true;
	if (!r->canned)
		return intent_action_results(i, r->status, r->json, r->len, draft_put_fact, d) == 0;
	for (size_t k = 0; k < r->canned_count; k++)
		draft_put_fact(d, r->canned[k].name, r->canned[k].value);
	return true;
}

static void heed(struct draft *d, const struct intent *i, const struct dialog_result *r)
{
	bool changes = intent_action_changes(i);

	draft_clear_facts(d);
	write_request(d, i);
	bool ok = read_result(d, i, r);
	write_result(d, r, ok);
	if (!ok) {
		perform_fail(d, i);
		return;
	}
	draft_did(d, DIALOG_DID, intent_id(i), NULL);
	if (answer_say(d, i)) {
		d->is_new |= !changes;
	} else if (r->is_dry) {
		d->is_dry = true;
	} else if (changes) { /* it was done: anything else would be untrue */
		draft_word(d, WORD_ACTION_DONE, intent_title_in(i, draft_locale(d)));
	} else {
		perform_fail(d, i);
		return;
	}
	finish(d, i);
}

void perform_result(struct draft *d, const struct intent *i)
{
	heed(d, i, take_result(d, i));
}

void perform(struct draft *d, const struct intent *i)
{
	struct dialog_form *form = d->memory->form;

	if (!intent_has_action(i)) {
		if (answer_say(d, i))
			d->is_new = true;
		else
			draft_word(d, WORD_NO_ANSWER, NULL);
		finish(d, i);
		return;
	}
	const struct dialog_result *r = take_result(d, i);
	if (r) {
		heed(d, i, r);
		return;
	}
	struct intent_facts f = draft_facts(d);
	if (d->turn->result_count >= DIALOG_RESULTS_MAX ||
	    intent_action_render(i, &f, &d->step->request) != 0) {
		perform_fail(d, i);
		return;
	}
	d->is_pending = true;
	d->step->acting = i;
	if (d->step->request.changes) {
		form->phase = DIALOG_COMMITTING;
		form->seq = d->turn->seq;
	}
}
