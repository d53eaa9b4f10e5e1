/* Earlier conversations of a customer, for agents. */
#include "gateway/wire/wire.h"

static void text_field(struct buf *b, const char *lead, const char *text)
{
	buf_text(b, lead);
	buf_json(b, text != NULL && text[0] != '\0' ? text : NULL);
}

void wire_write_past(struct buf *b, const struct wire_past *p)
{
	text_field(b, "{\"conversation\":", p->conversation);
	text_field(b, ",\"started_at\":", p->started);
	text_field(b, ",\"ended_at\":", p->ended);
	text_field(b, ",\"case\":", p->case_id);
	text_field(b, ",\"reference\":", p->reference);
	text_field(b, ",\"reason\":", p->reason);
	text_field(b, ",\"agent\":", p->agent);
	text_field(b, ",\"disposition\":", p->disposition);
	buf_char(b, '}');
}

void wire_write_earlier(struct buf *b, const char *case_id, const char *chat)
{
	text_field(b, "{\"type\":\"earlier\",\"case\":", case_id);
	buf_text(b, ",\"chat\":");
	buf_text(b, chat);
	buf_char(b, '}');
}
