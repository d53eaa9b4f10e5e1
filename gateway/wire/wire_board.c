/*
 * The wallboard's frame. Rows of zeros are left out: most reasons do not occur on most days.
 */
#include "gateway/base/fields.h"
#include "gateway/wire/wire.h"

/* `"name":[1,2,…]`, unless all are zero. Returns whether it was written. */
static bool write_row(struct buf *b, const char *name, const uint32_t *row, bool is_first)
{
	size_t sum = 0;

	for (size_t i = 0; i < WIRE_BOARD_HOURS; i++)
		sum += row[i];
	if (sum == 0)
		return false;
	if (!is_first)
		buf_char(b, ',');
	buf_json(b, name);
	for (size_t i = 0; i < WIRE_BOARD_HOURS; i++) {
		buf_char(b, i > 0 ? ',' : ':');
		if (i == 0)
			buf_char(b, '[');
		buf_u64(b, row[i]);
	}
	buf_char(b, ']');
	return true;
}

static void write_steps(struct buf *b, const int64_t *steps)
{
	for (size_t i = 0; i < WIRE_BOARD_STEPS; i++) {
		if (i > 0)
			buf_char(b, ',');
		if (steps[i] < 0)
			buf_text(b, "null");
		else
			buf_i64(b, steps[i]);
	}
}

void wire_write_board(struct buf *b, const struct wire_board *f)
{
	bool is_first = true;

	count_field(b, "{\"type\":\"board\",\"waiting\":", f->waiting);
	text_field(b, ",\"longest_wait_since\":", f->oldest);
	count_field(b, ",\"callbacks\":", f->callbacks);
	count_field(b, ",\"agents\":{\"available\":", f->available);
	count_field(b, ",\"busy\":", f->busy);
	count_field(b, ",\"away\":", f->away);
	count_field(b, "},\"chats\":{\"bot\":", f->bot);
	count_field(b, ",\"human\":", f->human);
	count_field(b, "},\"sla\":{\"ok\":", f->sla_ok);
	count_field(b, ",\"warning\":", f->sla_warning);
	count_field(b, ",\"breached\":", f->sla_breached);
	text_field(b, "},\"escalations\":{\"from\":", f->hours_from);
	buf_text(b, ",\"reasons\":{");
	for (size_t r = 0; r < WIRE_BOARD_REASONS; r++) {
		if (f->reason_names[r] && write_row(b, f->reason_names[r], f->reasons[r], is_first))
			is_first = false;
	}
	buf_text(b, "},\"locales\":{");
	is_first = true;
	for (int l = 0; l < LOCALE_COUNT; l++) {
		if (write_row(b, locale_name((enum locale)l), f->locales[l], is_first))
			is_first = false;
	}
	text_field(b, "}},\"line\":{\"from\":", f->steps_from);
	number_field(b, ",\"step_seconds\":", f->step_seconds);
	buf_text(b, ",\"waiting\":[");
	write_steps(b, f->line);
	buf_text(b, "],\"longest_seconds\":[");
	write_steps(b, f->longest);
	buf_text(b, "]}}");
}
