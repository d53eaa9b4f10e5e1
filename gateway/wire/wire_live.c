/*
 * Frames for those who look after the whole desk: the list of all chats, a chat that is with the
 * assistant.
 */
#include "gateway/base/fields.h"
#include "gateway/wire/wire.h"

static void write_chat(struct buf *b, const struct wire_live_chat *c)
{
	text_field(b, "{\"conversation\":", c->conversation);
	text_field(b, ",\"state\":", c->state);
	text_field(b, ",\"locale\":", c->locale);
	text_field(b, ",\"case\":", c->case_id);
	text_field(b, ",\"case_state\":", c->case_state);
	text_field(b, ",\"reference\":", c->reference);
	text_field(b, ",\"reason\":", c->reason);
	text_field(b, ",\"team\":", c->team);
	text_field(b, ",\"agent\":", c->agent);
	text_field(b, ",\"since\":", c->since);
	text_field(b, ",\"last\":", c->last);
	count_field(b, ",\"seq\":", c->seq);
	buf_text(b, c->connected ? ",\"connected\":true" : ",\"connected\":false");
	wire_write_hold(b, c->hold);
	buf_char(b, '}');
}

void wire_write_live(struct buf *b, const struct wire_live *l)
{
	text_field(b, "{\"type\":\"live\",\"show\":", l->show);
	count_field(b, ",\"page\":", l->page);
	count_field(b, ",\"pages\":", l->pages);
	count_field(b, ",\"counts\":{\"bot\":", l->bot);
	count_field(b, ",\"queued\":", l->queued);
	count_field(b, ",\"human\":", l->human);
	buf_text(b, "},\"chats\":[");
	for (size_t i = 0; i < l->chat_count; i++) {
		if (i > 0)
			buf_char(b, ',');
		write_chat(b, &l->chats[i]);
	}
	buf_text(b, "],\"agents\":[");
	for (size_t i = 0; i < l->agent_count; i++) {
		text_field(b, i > 0 ? ",{\"name\":" : "{\"name\":", l->agents[i].name);
		text_field(b, ",\"presence\":", l->agents[i].presence);
		count_field(b, ",\"chats\":", l->agents[i].chats);
		buf_char(b, '}');
	}
	buf_text(b, "]}");
}

void wire_conversation_start(struct buf *b, const struct wire_conversation *c)
{
	text_field(b, "{\"type\":\"conversation\",\"conversation\":", c->conversation);
	text_field(b, ",\"state\":", c->state);
	text_field(b, ",\"locale\":", c->locale);
	text_field(b, ",\"customer\":{\"locale\":", c->locale);
	text_field(b, ",\"page\":", c->page);
	if (c->name)
		text_field(b, ",\"name\":", c->name);
	text_field(b, ",\"since\":", c->since);
	text_field(b, ",\"consent\":", c->consent);
	buf_text(b, ",\"contact\":null}");
	count_field(b, ",\"after\":", c->after);
	buf_text(b, ",\"transcript\":[");
}

void wire_conversation_end(struct buf *b)
{
	buf_text(b, "]}");
}
