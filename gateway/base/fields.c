#include "gateway/base/fields.h"

void text_field(struct buf *b, const char *lead, const char *text)
{
	buf_text(b, lead);
	buf_json(b, text);
}

void filled_field(struct buf *b, const char *lead, const char *text)
{
	text_field(b, lead, text != NULL && text[0] != '\0' ? text : NULL);
}

void optional_field(struct buf *b, const char *lead, const char *text)
{
	if (text != NULL && text[0] != '\0')
		text_field(b, lead, text);
}

void bool_field(struct buf *b, const char *lead, bool value)
{
	buf_text(b, lead);
	buf_text(b, value ? "true" : "false");
}

void number_field(struct buf *b, const char *lead, int64_t value)
{
	buf_text(b, lead);
	buf_i64(b, value);
}

void maybe_number_field(struct buf *b, const char *lead, int64_t value, bool is_known)
{
	if (is_known) {
		number_field(b, lead, value);
	} else {
		buf_text(b, lead);
		buf_text(b, "null");
	}
}

void count_field(struct buf *b, const char *lead, uint64_t value)
{
	buf_text(b, lead);
	buf_u64(b, value);
}
