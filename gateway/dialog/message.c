/*
 * What a client sees besides seq, id, time, origin and text is written once, when the message is
 * made, as the JSON members `meta`; every later frame (live, resume, transcript) splices the same
 * bytes, so that a label can never get lost on the way.
 */
#include "gateway/dialog/message.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "config/load/mem.h"
#include "gateway/base/clock.h"
#include "gateway/words/words.h"

static void start(struct message *m, enum store_origin origin, const char *text, int64_t at_ms)
{
	*m = (struct message){0};
	m->text = mem_string(text);
	m->row.origin = origin;
	m->row.at_ms = at_ms;
	m->row.text = m->text;
}

static void finish_meta(struct message *m, struct buf *b)
{
	m->meta = buf_take(b, NULL);
	m->row.meta = m->meta;
	buf_dispose(b);
}

static void write_texts(struct buf *b, const char *const *texts, size_t count)
{
	buf_char(b, '[');
	for (size_t i = 0; i < count; i++) {
		if (i)
			buf_char(b, ',');
		buf_json(b, texts[i]);
	}
	buf_char(b, ']');
}

static void write_sources(struct buf *b, const struct message_source *sources, size_t count)
{
	for (size_t i = 0; i < count; i++) {
		buf_text(b, i ? ",{\"title\":" : "{\"title\":");
		buf_json(b, sources[i].title);
		buf_text(b, ",\"url\":");
		buf_json(b, sources[i].url);
		buf_char(b, '}');
	}
}

void message_bot(const struct message_bot *m, int64_t at_ms, struct message *ret)
{
	char from[256];
	struct buf b;

	start(ret, m->llm ? STORE_LLM : STORE_RULE, m->text, at_ms);
	word_write(WORD_FROM_AI, m->locale, &(struct word_fill){.shop = m->shop}, from,
		   sizeof from);
	buf_init(&b, BUF_MAX_JSON);
	buf_text(&b, "{\"ai_generated\":true,\"label\":");
	buf_json(&b, word_raw(WORD_LABEL, m->locale));
	buf_text(&b, ",\"from\":");
	buf_json(&b, from);
	buf_text(&b, ",\"locale\":");
	buf_json(&b, locale_name(m->locale));
	buf_text(&b, ",\"reply\":");
	buf_json(&b, m->reply_to);
	buf_text(&b, ",\"choices\":");
	write_texts(&b, m->choices, m->choice_count);
	buf_text(&b, ",\"sources\":[");
	write_sources(&b, m->sources, m->source_count);
	buf_text(&b, "],\"why\":");
	buf_json(&b, m->why && m->why[0] ? m->why : NULL);
	buf_printf(&b, ",\"provenance\":{\"class\":\"%s\",\"catalog\":", m->llm ? "llm" : "rule");
	buf_json(&b, m->catalog);
	buf_text(&b, "}}");
	finish_meta(ret, &b);
	ret->decision = m->decision;
	ret->row.decision = m->decision;
}

static void plain_meta(struct message *m, const char *from, const char *class, enum locale l)
{
	struct buf b;

	buf_init(&b, BUF_MAX_JSON);
	buf_text(&b, "{\"ai_generated\":false");
	if (from) {
		buf_text(&b, ",\"from\":");
		buf_json(&b, from);
	}
	if (l != LOCALE_NONE) {
		buf_text(&b, ",\"locale\":");
		buf_json(&b, locale_name(l));
	}
	buf_printf(&b, ",\"provenance\":{\"class\":\"%s\"}}", class);
	finish_meta(m, &b);
}

void message_agent(const struct message_person *m, int64_t at_ms, struct message *ret)
{
	start(ret, m->ai_draft ? STORE_AGENT_AI_DRAFT : STORE_AGENT, m->text, at_ms);
	memcpy(ret->sender, m->id, strnlen(m->id, ID_LEN));
	ret->row.sender = ret->sender;
	ret->client_id = mem_string(m->client_id);
	ret->row.client_id = ret->client_id;
	plain_meta(ret, m->name, "human", LOCALE_NONE);
}

void message_system(const char *shop, enum locale l, const char *text, int64_t at_ms,
		    struct message *ret)
{
	start(ret, STORE_SYSTEM, text, at_ms);
	plain_meta(ret, shop, "system", l);
}

void message_customer(const char *client_id, const char *text, int64_t at_ms, struct message *ret)
{
	start(ret, STORE_CUSTOMER, text, at_ms);
	ret->client_id = mem_string(client_id);
	ret->row.client_id = ret->client_id;
	ret->meta = mem_string("{\"ai_generated\":false}");
	ret->row.meta = ret->meta;
}

void message_count(struct message *m, const struct message_figure *f)
{
	snprintf(m->intent, sizeof m->intent, "%s", f->intent ? f->intent : "");
	m->row.answer = f->answer;
	m->row.intent = m->intent[0] ? m->intent : NULL;
}

void message_dispose(struct message *m)
{
	free(m->text);
	free(m->meta);
	free(m->decision);
	free(m->client_id);
	*m = (struct message){0};
}

void message_write_frame(struct buf *b, const struct store_message *m, const char *case_id)
{
	char at[CLOCK_ISO_LEN + 1];

	clock_iso(m->at_ms, at);
	buf_text(b, "{\"type\":\"message\",\"seq\":");
	buf_u64(b, m->seq);
	buf_text(b, ",\"id\":");
	if (m->client_id)
		buf_json(b, m->client_id);
	else {
		buf_text(b, "\"m-");
		buf_u64(b, m->seq);
		buf_char(b, '"');
	}
	buf_text(b, ",\"at\":\"");
	buf_add(b, at, CLOCK_ISO_LEN);
	buf_text(b, "\",\"origin\":\"");
	buf_text(b, store_origin_name(m->origin));
	buf_text(b, "\",\"text\":");
	buf_json(b, m->text);
	if (m->meta && m->meta[0] == '{' && m->meta[1] != '}') {
		buf_char(b, ',');
		buf_add(b, m->meta + 1, strlen(m->meta) - 2);
	}
	if (case_id && case_id[0]) {
		buf_text(b, ",\"case\":");
		buf_json(b, case_id);
	}
	if (case_id) {
		buf_text(b, ",\"evidence\":");
		buf_text(b, m->decision ? m->decision : "null");
	}
	buf_char(b, '}');
}
