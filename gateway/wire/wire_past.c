/* Earlier conversations of a customer and how they were rated, for agents. */
#include "gateway/base/fields.h"
#include "gateway/wire/wire.h"

void wire_write_past(struct buf *b, const struct wire_past *p)
{
	filled_field(b, "{\"conversation\":", p->conversation);
	filled_field(b, ",\"started_at\":", p->started);
	filled_field(b, ",\"ended_at\":", p->ended);
	filled_field(b, ",\"case\":", p->case_id);
	filled_field(b, ",\"reference\":", p->reference);
	filled_field(b, ",\"reason\":", p->reason);
	filled_field(b, ",\"agent\":", p->agent);
	filled_field(b, ",\"disposition\":", p->disposition);
	if (p->score > 0)
		count_field(b, ",\"score\":", (uint64_t)p->score);
	buf_char(b, '}');
}

void wire_rating(struct buf *b, const struct wire_rating *r)
{
	if (r->score == 0)
		return;
	count_field(b, ",\"rating\":{\"score\":", (uint64_t)r->score);
	filled_field(b, ",\"comment\":", r->comment);
	filled_field(b, ",\"at\":", r->at);
	buf_char(b, '}');
}

void wire_write_rating(struct buf *b, const char *case_id, const struct wire_rating *r)
{
	filled_field(b, "{\"type\":\"rating\",\"case\":", case_id);
	wire_rating(b, r);
	buf_char(b, '}');
}

void wire_write_earlier(struct buf *b, const char *case_id, const char *chat)
{
	filled_field(b, "{\"type\":\"earlier\",\"case\":", case_id);
	buf_text(b, ",\"chat\":");
	buf_text(b, chat);
	buf_char(b, '}');
}
