/*
 * Doubles are written with 17 digits, which read back to the same bits; sketches as hex text,
 * because JSON numbers end at 2^53.
 */
#include "gateway/dialog/memory.h"

#include <inttypes.h>
#include <jansson.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

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

void memory_write(const struct esc_score *s, struct buf *b)
{
	buf_text(b, "{\"v\":1,\"score\":");
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
	buf_char(b, '}');
}

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

int memory_read(const char *json, struct esc_score *ret)
{
	esc_score_init(ret);
	json_t *root = json ? json_loads(json, 0, NULL) : NULL;
	if (!json_is_object(root)) {
		json_decref(root);
		return -1;
	}
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
	json_decref(root);
	return 0;
}
