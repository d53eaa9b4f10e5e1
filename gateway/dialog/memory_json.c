/*
 * The memory as JSON. Doubles are written with 17 digits, which read back to the same bits;
 * sketches as hex text, because JSON numbers end at 2^53.
 */
#include "gateway/dialog/memory.h"

#include <inttypes.h>
#include <jansson.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "config/load/mem.h"

static void write_sketches(struct buf *b, const char *key, const uint64_t rows[][8], unsigned count)
{
	static const char hex[] = "0123456789abcdef";
	char text[ESC_RECENT * 8 * 16];
	size_t at = 0;

	for (unsigned i = 0; i < count; i++) {
		for (int k = 0; k < 8; k++) {
			for (int shift = 60; shift >= 0; shift -= 4)
				text[at++] = hex[rows[i][k] >> shift & 0xF];
		}
	}
	buf_text(b, ",\"");
	buf_text(b, key);
	buf_text(b, "\":\"");
	buf_add(b, text, at);
	buf_char(b, '"');
}

static void write_count(struct buf *b, const char *key, unsigned value)
{
	buf_text(b, ",\"");
	buf_text(b, key);
	buf_text(b, "\":");
	buf_u64(b, value);
}

/* Zero is the usual weight of a conversation; what is not needs all its digits. */
static void write_exact(struct buf *b, double value)
{
	if (value == 0)
		buf_char(b, '0');
	else
		buf_printf(b, "%.17g", value);
}

static void write_signals(struct buf *b, const struct esc_score *s)
{
	buf_text(b, ",\"signals\":[");
	for (unsigned i = 0; i < s->signal_count; i++) {
		const struct esc_signal *g = &s->signals[i];
		if (i)
			buf_char(b, ',');
		buf_printf(b,
			   "{\"signal\":\"%s\",\"reason\":\"%s\",\"weight\":%.17g,\"seq\":%" PRIu64
			   ",\"quote\":",
			   g->signal, esc_reason_name(g->reason), g->weight, g->seq);
		buf_json(b, g->quote);
		buf_char(b, '}');
	}
	buf_char(b, ']');
}

static void write_score(const struct esc_score *s, struct buf *b)
{
	buf_text(b, "\"score\":");
	write_exact(b, s->score);
	write_count(b, "turn", s->turn);
	write_count(b, "unanswered", s->unanswered_in_row);
	write_count(b, "rejected", s->rejected);
	write_count(b, "offered", s->offered_turn);
	buf_text(b, s->offer_open ? ",\"offer_open\":true" : ",\"offer_open\":false");
	write_count(b, "requests", s->requests);
	write_count(b, "actions_failed", s->actions_failed);
	write_sketches(b, "replies", s->replies, s->reply_count);
	write_sketches(b, "questions", s->questions, s->question_count);
	write_signals(b, s);
}

static void write_text(struct buf *b, const char *key, const char *text)
{
	buf_text(b, ",\"");
	buf_text(b, key);
	buf_text(b, "\":");
	buf_json(b, text);
}

void dialog_form_write_values(struct buf *b, const struct dialog_form *f)
{
	buf_char(b, '{');
	for (size_t i = 0; i < f->value_count; i++) {
		if (i)
			buf_char(b, ',');
		buf_json(b, f->values[i].name);
		buf_char(b, ':');
		buf_json(b, f->values[i].value);
	}
	buf_char(b, '}');
}

static void write_form(const struct dialog_form *f, struct buf *b)
{
	buf_text(b, "{\"intent\":");
	buf_json(b, f->intent);
	write_text(b, "catalog", f->catalog);
	write_text(b, "asked", f->asked);
	write_text(b, "locale", locale_name(f->locale));
	write_text(b, "phase", dialog_phase_name(f->phase));
	write_count(b, "wrong", f->wrong);
	write_count(b, "returns", f->returns);
	buf_text(b, ",\"seq\":");
	buf_u64(b, f->seq);
	buf_text(b, ",\"values\":");
	dialog_form_write_values(b, f);
	buf_char(b, '}');
}

static void write_forms(const struct dialog_memory *m, struct buf *b)
{
	if (m->form) {
		buf_text(b, ",\"form\":");
		write_form(m->form, b);
	}
	if (m->waiting_count == 0)
		return;
	buf_text(b, ",\"waiting\":[");
	for (unsigned i = 0; i < m->waiting_count; i++) {
		if (i)
			buf_char(b, ',');
		write_form(m->waiting[i], b);
	}
	buf_char(b, ']');
}

static void write_clarify(const struct dialog_clarify *c, struct buf *b)
{
	buf_text(b, ",\"clarify\":{\"first\":");
	buf_json(b, c->first);
	write_text(b, "second", c->second);
	write_text(b, "text", c->text);
	if (c->again)
		buf_text(b, ",\"again\":true");
	buf_char(b, '}');
}

static void write_variants(const struct dialog_memory *m, struct buf *b)
{
	buf_text(b, ",\"variants\":[");
	for (unsigned i = 0; i < m->variant_count; i++) {
		if (i)
			buf_char(b, ',');
		buf_char(b, '[');
		buf_json(b, m->variants[i].intent);
		buf_char(b, ',');
		buf_u64(b, m->variants[i].variant);
		buf_char(b, ']');
	}
	buf_char(b, ']');
}

void memory_write(const struct dialog_memory *m, struct buf *b)
{
	buf_text(b, "{\"v\":1,");
	write_score(&m->score, b);
	if (m->last[0])
		write_text(b, "last", m->last);
	if (m->topic[0] && strcmp(m->topic, m->last) != 0)
		write_text(b, "topic", m->topic);
	if (m->asked)
		write_text(b, "question", m->asked);
	if (m->clarified)
		buf_text(b, ",\"clarified\":true");
	if (m->clarify)
		write_clarify(m->clarify, b);
	if (m->variant_count)
		write_variants(m, b);
	write_forms(m, b);
	buf_char(b, '}');
}

/* ---- reading ---- */

static unsigned read_count(const json_t *root, const char *key)
{
	json_int_t v = json_integer_value(json_object_get(root, key));

	return v > 0 && v < 1000000000 ? (unsigned)v : 0;
}

static unsigned read_sketches(const json_t *root, const char *key, uint64_t rows[][8])
{
	const char *hex = json_string_value(json_object_get(root, key));
	size_t count = hex ? strlen(hex) / (8 * 16) : 0;

	if (count > ESC_RECENT)
		count = ESC_RECENT;
	for (size_t i = 0; i < count * 8; i++) {
		char one[17];
		memcpy(one, hex + i * 16, 16);
		one[16] = '\0';
		rows[i / 8][i % 8] = strtoull(one, NULL, 16);
	}
	return (unsigned)count;
}

static void read_signals(const json_t *root, struct esc_score *s)
{
	size_t i;
	json_t *item;

	json_array_foreach(json_object_get(root, "signals"), i, item)
	{
		if (s->signal_count == sizeof s->signals / sizeof s->signals[0])
			return;
		struct esc_signal *g = &s->signals[s->signal_count++];
		const char *name = json_string_value(json_object_get(item, "signal"));
		const char *reason = json_string_value(json_object_get(item, "reason"));
		const char *quote = json_string_value(json_object_get(item, "quote"));
		snprintf(g->signal, sizeof g->signal, "%s", name ? name : "");
		snprintf(g->quote, sizeof g->quote, "%s", quote ? quote : "");
		g->reason = reason ? esc_reason_of_name(reason) : ESC_NONE;
		g->weight = json_number_value(json_object_get(item, "weight"));
		g->seq = (uint64_t)json_integer_value(json_object_get(item, "seq"));
	}
}

static void read_score(const json_t *root, struct esc_score *ret)
{
	ret->score = json_number_value(json_object_get(root, "score"));
	ret->turn = read_count(root, "turn");
	ret->unanswered_in_row = read_count(root, "unanswered");
	ret->rejected = read_count(root, "rejected");
	ret->offered_turn = read_count(root, "offered");
	ret->offer_open = json_is_true(json_object_get(root, "offer_open"));
	ret->requests = read_count(root, "requests");
	ret->actions_failed = read_count(root, "actions_failed");
	ret->reply_count = read_sketches(root, "replies", ret->replies);
	ret->question_count = read_sketches(root, "questions", ret->questions);
	read_signals(root, ret);
}

static void read_text(const json_t *root, const char *key, char *out, size_t size)
{
	const char *text = json_string_value(json_object_get(root, key));

	snprintf(out, size, "%s", text ? text : "");
}

/* Owned, or NULL when it names no intent. */
static struct dialog_form *read_form(json_t *root)
{
	const char *intent = json_string_value(json_object_get(root, "intent"));
	const char *name;
	json_t *value;

	if (!intent || !*intent)
		return NULL;
	const char *locale = json_string_value(json_object_get(root, "locale"));
	struct dialog_form *f = dialog_form_new(
		intent, json_string_value(json_object_get(root, "catalog")),
		locale && locale_of_name(locale) != LOCALE_NONE ? locale_of_name(locale)
								: LOCALE_EN);
	read_text(root, "asked", f->asked, sizeof f->asked);
	const char *phase = json_string_value(json_object_get(root, "phase"));
	for (int p = DIALOG_ASKING; phase && p <= DIALOG_DONE; p++) {
		if (strcmp(phase, dialog_phase_name((enum dialog_phase)p)) == 0)
			f->phase = (enum dialog_phase)p;
	}
	f->wrong = read_count(root, "wrong");
	f->returns = read_count(root, "returns");
	f->seq = (uint64_t)json_integer_value(json_object_get(root, "seq"));
	json_object_foreach(json_object_get(root, "values"), name, value)
	{
		if (json_is_string(value))
			dialog_form_set(f, name, json_string_value(value));
	}
	return f;
}

static struct dialog_clarify *read_clarify(const json_t *root)
{
	const char *text = json_string_value(json_object_get(root, "text"));

	if (!text)
		return NULL;
	struct dialog_clarify *c = mem_new(1, sizeof *c);
	read_text(root, "first", c->first, sizeof c->first);
	read_text(root, "second", c->second, sizeof c->second);
	c->text = mem_string(text);
	c->again = json_is_true(json_object_get(root, "again"));
	return c;
}

static void read_variants(const json_t *root, struct dialog_memory *m)
{
	size_t i;
	json_t *item;

	json_array_foreach(json_object_get(root, "variants"), i, item)
	{
		const char *intent = json_string_value(json_array_get(item, 0));
		if (!intent || m->variant_count == DIALOG_VARIANTS_MAX)
			return;
		struct dialog_variant *v = &m->variants[m->variant_count++];
		snprintf(v->intent, sizeof v->intent, "%s", intent);
		v->variant = (unsigned)json_integer_value(json_array_get(item, 1));
	}
}

struct dialog_memory *memory_read(const char *json)
{
	json_t *root = json ? json_loads(json, 0, NULL) : NULL;
	size_t i;
	json_t *item;

	if (!json_is_object(root)) {
		json_decref(root);
		return NULL;
	}
	struct dialog_memory *m = dialog_memory_new();
	read_score(root, &m->score);
	read_text(root, "last", m->last, sizeof m->last);
	read_text(root, json_object_get(root, "topic") ? "topic" : "last", m->topic,
		  sizeof m->topic);
	m->asked = mem_string(json_string_value(json_object_get(root, "question")));
	m->clarified = json_is_true(json_object_get(root, "clarified"));
	m->clarify = read_clarify(json_object_get(root, "clarify"));
	read_variants(root, m);
	m->form = read_form(json_object_get(root, "form"));
	json_array_foreach(json_object_get(root, "waiting"), i, item)
	{
		struct dialog_form *f = read_form(item);
		if (f)
			dialog_memory_wait(m, f, false);
	}
	json_decref(root);
	return m;
}
