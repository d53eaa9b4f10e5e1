/*
 * Written by hand in a fixed order with fixed digits, so that the same decision gives the same
 * bytes.
 */
#include "gateway/dialog/evidence.h"

#include <string.h>

#include "gateway/base/clock.h"
#include "gateway/base/fields.h"

static void write_place(struct buf *b, struct diag_place at)
{
	text_field(b, "\"file\":", at.file);
	count_field(b, ",\"line\":", at.line);
}

static const char *by_name(enum intent_by by)
{
	return by == INTENT_BY_PATTERN    ? "\"pattern\""
	       : by == INTENT_BY_EXAMPLES ? "\"examples\""
					  : "null";
}

static void write_pattern(struct buf *b, const struct intent_decision *d)
{
	if (!d->pattern.regex) {
		buf_text(b, "null");
		return;
	}
	text_field(b, "{\"regex\":", d->pattern.regex);
	buf_char(b, ',');
	write_place(b, d->pattern.at);
	count_field(b, ",\"col\":", d->pattern.at.col);
	buf_text(b, ",\"match\":");
	buf_json_n(b, d->normalized + d->pattern.start, d->pattern.len);
	buf_char(b, '}');
}

static void write_examples(struct buf *b, const struct intent_decision *d)
{
	for (size_t i = 0; i < d->example_count; i++) {
		if (i)
			buf_char(b, ',');
		text_field(b, "{\"text\":", d->examples[i].text);
		buf_char(b, ',');
		write_place(b, d->examples[i].at);
		buf_text(b, ",\"similarity\":");
		buf_fixed(b, d->examples[i].similarity, 4);
		buf_char(b, '}');
	}
}

static void write_candidates(struct buf *b, const struct intent_decision *d)
{
	for (size_t i = 0; i < d->candidate_count; i++) {
		if (i)
			buf_char(b, ',');
		text_field(b, "{\"intent\":", intent_id(d->candidates[i].intent));
		buf_text(b, ",\"confidence\":");
		buf_fixed(b, d->candidates[i].confidence, 9);
		buf_char(b, '}');
	}
}

void evidence_write_match(struct buf *b, const struct intent_decision *d)
{
	text_field(b, "{\"locale\":", d->locale);
	buf_text(b, ",\"threshold\":");
	buf_fixed(b, d->threshold, 6);
	buf_text(b, ",\"by\":");
	buf_text(b, by_name(d->by));
	text_field(b, ",\"intent\":", d->intent ? intent_id(d->intent) : NULL);
	buf_text(b, ",\"confidence\":");
	buf_fixed(b, d->confidence, 9);
	buf_text(b, ",\"pattern\":");
	write_pattern(b, d);
	buf_text(b, ",\"examples\":[");
	write_examples(b, d);
	buf_text(b, "],\"candidates\":[");
	write_candidates(b, d);
	bool_field(b, "],\"out_of_scope\":", d->out_of_scope);
	buf_text(b, ",\"source\":");
	if (d->intent) {
		buf_char(b, '{');
		write_place(b, intent_place(d->intent));
		buf_char(b, '}');
	} else {
		buf_text(b, "null");
	}
	buf_char(b, '}');
}

void evidence_write_part(struct buf *b, const struct intent_decision *d, struct intent_part span)
{
	evidence_write_match(b, d);
	if (b->len)
		b->len--;
	count_field(b, ",\"start\":", span.start);
	count_field(b, ",\"len\":", span.len);
	buf_char(b, '}');
}

void evidence_write_facts(struct buf *b, const struct dialog_fact *facts, size_t count)
{
	buf_char(b, '{');
	for (size_t i = 0; i < count; i++) {
		if (i)
			buf_char(b, ',');
		buf_json(b, facts[i].name);
		buf_char(b, ':');
		buf_json(b, facts[i].value);
	}
	buf_char(b, '}');
}

static void write_form(struct buf *b, const struct dialog_form *f)
{
	text_field(b, "{\"intent\":", f->intent);
	text_field(b, ",\"phase\":", dialog_phase_name(f->phase));
	text_field(b, ",\"asked\":", f->asked[0] ? f->asked : NULL);
	count_field(b, ",\"wrong\":", f->wrong);
	buf_text(b, ",\"slots\":");
	dialog_form_write_values(b, f);
	buf_char(b, '}');
}

static void write_events(struct buf *b, const struct dialog_step *s)
{
	buf_char(b, '[');
	for (size_t i = 0; i < s->did_count; i++) {
		const struct dialog_did *it = &s->did[i];
		if (i)
			buf_char(b, ',');
		text_field(b, "{\"what\":", dialog_event_name(it->what));
		text_field(b, ",\"intent\":", it->intent);
		optional_field(b, ",\"slot\":", it->slot);
		buf_char(b, '}');
	}
	buf_char(b, ']');
}

void evidence_write_dialog(struct buf *b, const struct dialog_step *s)
{
	if (s->grounded) {
		buf_text(b, ",\"llm\":");
		buf_text(b, s->grounded);
	}
	if (s->did_count == 0 && !s->parts && !s->results)
		return;
	buf_text(b, ",\"dialog\":{\"events\":");
	write_events(b, s);
	if (s->memory && s->memory->form) {
		buf_text(b, ",\"form\":");
		write_form(b, s->memory->form);
	}
	if (s->parts) {
		buf_text(b, ",\"parts\":");
		buf_text(b, s->parts);
	}
	if (s->results) {
		buf_text(b, ",\"actions\":");
		buf_text(b, s->results);
	}
	buf_char(b, '}');
}

void evidence_write_signals(struct buf *b, const struct esc_verdict *v)
{
	buf_char(b, '[');
	for (size_t i = 0; i < v->evidence_count; i++) {
		const struct esc_signal *g = &v->evidence[i];
		if (i)
			buf_char(b, ',');
		text_field(b, "{\"signal\":", g->signal);
		buf_text(b, ",\"weight\":");
		buf_fixed(b, g->weight, 3);
		text_field(b, ",\"quote\":", g->quote);
		count_field(b, ",\"seq\":", g->seq);
		buf_char(b, '}');
	}
	buf_char(b, ']');
}

/* What conditions and templates could read besides the message. */
static void write_read(struct buf *b, const struct dialog_env *env, const struct dialog_turn *turn)
{
	buf_text(b, env->closed ? ",\"open\":false" : ",\"open\":true");
	if (!turn)
		return;
	if (turn->page)
		text_field(b, ",\"page\":", turn->page);
	if (turn->fact_count) {
		buf_text(b, ",\"facts\":");
		evidence_write_facts(b, turn->facts, turn->fact_count);
	}
}

char *evidence_decision(const struct dialog_env *env, const struct dialog_turn *turn,
			const struct dialog_step *s, int64_t now_ms)
{
	static const char *const acts[] = {[DIALOG_REPLY] = "reply",
					   [DIALOG_OFFER] = "offer",
					   [DIALOG_HANDOFF] = "handoff",
					   [DIALOG_ACTION] = "action",
					   [DIALOG_LLM] = "llm"};
	char at[CLOCK_ISO_LEN + 1];
	struct buf b;

	buf_init(&b, BUF_MAX_JSON);
	evidence_write_match(&b, &s->decision);
	if (b.len)
		b.len--; /* go on inside the object */
	clock_iso(now_ms, at);
	buf_text(&b, ",\"act\":\"");
	buf_text(&b, acts[s->act]);
	buf_text(&b, "\",\"reason\":\"");
	buf_text(&b, esc_reason_name(s->verdict.reason));
	buf_text(&b, "\",\"score\":");
	buf_fixed(&b, s->verdict.score, 3);
	buf_text(&b, ",\"signals\":");
	evidence_write_signals(&b, &s->verdict);
	count_field(&b, ",\"turn\":", turn ? turn->seq : 0);
	text_field(&b, ",\"chat_locale\":", turn ? turn->locale : NULL);
	write_read(&b, env, turn);
	evidence_write_dialog(&b, s);
	buf_text(&b, ",\"at\":\"");
	buf_add(&b, at, CLOCK_ISO_LEN);
	text_field(&b, "\",\"catalog\":", intent_catalog_hash(env->catalog));
	text_field(&b, ",\"policy\":", esc_policy_hash(env->policy));
	buf_char(&b, '}');
	char *json = buf_take(&b, NULL);
	buf_dispose(&b);
	return json;
}

char *evidence_action(const struct dialog_env *env, const struct intent *i,
		      const struct intent_action_request *request, const struct dialog_result *r,
		      int64_t now_ms)
{
	char at[CLOCK_ISO_LEN + 1];
	struct buf b;

	buf_init(&b, BUF_MAX_JSON);
	clock_iso(now_ms, at);
	text_field(&b, "{\"act\":\"note\",\"intent\":", intent_id(i));
	buf_text(&b, request->is_post ? ",\"method\":\"POST\",\"url\":"
				      : ",\"method\":\"GET\",\"url\":");
	buf_json(&b, request->url);
	number_field(&b, ",\"status\":", r->status);
	text_field(&b, ",\"error\":",
		   r->word                       ? r->word
		   : dialog_result_is_good(i, r) ? NULL
						 : "unexpected_answer");
	buf_text(&b, ",\"at\":\"");
	buf_add(&b, at, CLOCK_ISO_LEN);
	text_field(&b, "\",\"catalog\":", intent_catalog_hash(env->catalog));
	buf_char(&b, '}');
	char *json = buf_take(&b, NULL);
	buf_dispose(&b);
	return json;
}

char *evidence_cut(const struct dialog_env *env, const char *grounded, int64_t now_ms)
{
	char at[CLOCK_ISO_LEN + 1];
	struct buf b;

	buf_init(&b, BUF_MAX_JSON);
	clock_iso(now_ms, at);
	buf_text(&b, "{\"act\":\"cut\",\"llm\":");
	buf_text(&b, grounded ? grounded : "null");
	buf_text(&b, ",\"at\":\"");
	buf_add(&b, at, CLOCK_ISO_LEN);
	text_field(&b, "\",\"catalog\":", intent_catalog_hash(env->catalog));
	buf_char(&b, '}');
	char *json = buf_take(&b, NULL);
	buf_dispose(&b);
	return json;
}

char *evidence_case(const struct dialog_step *s, int64_t now_ms)
{
	char at[CLOCK_ISO_LEN + 1];
	struct buf b;

	buf_init(&b, BUF_MAX_JSON);
	clock_iso(now_ms, at);
	buf_printf(&b, "{\"reason\":\"%s\",\"score\":%.3f,\"abuse\":%s,\"at\":\"%s\",\"evidence\":",
		   esc_reason_name(s->verdict.reason), s->verdict.score,
		   s->verdict.abuse ? "true" : "false", at);
	evidence_write_signals(&b, &s->verdict);
	evidence_write_dialog(&b, s);
	buf_char(&b, '}');
	char *json = buf_take(&b, NULL);
	buf_dispose(&b);
	return json;
}
