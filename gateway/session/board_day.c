#include "gateway/session/board_day.h"

#include <string.h>

#define HOUR_MS ((int64_t)3600 * 1000)

void board_day_add(struct board_day *d, int64_t now_ms, int64_t hour, enum esc_reason r,
		   enum locale l, uint32_t count)
{
	int64_t now = now_ms / HOUR_MS;
	size_t column = (size_t)(hour % BOARD_HOURS);

	/* LOCALE_NONE is below 0. */
	if (hour < 0 || hour > now || now - hour >= BOARD_HOURS ||
	    (unsigned)r >= ESC_REASON_COUNT || (unsigned)l >= LOCALE_COUNT)
		return;
	if (d->hours[column] != hour) {
		memset(d->opened[column], 0, sizeof d->opened[column]);
		d->hours[column] = hour;
	}
	d->opened[column][r][l] += count;
}

uint32_t board_day_get(const struct board_day *d, int64_t hour, enum esc_reason r, enum locale l)
{
	size_t column = (size_t)(hour % BOARD_HOURS);

	return d->hours[column] == hour ? d->opened[column][r][l] : 0;
}

void board_day_sample(struct board_day *d, int64_t now_ms, const struct board_step *seen)
{
	int64_t number = now_ms / BOARD_STEP_MS;
	struct board_step *s = &d->steps[number % BOARD_STEPS];

	if (s->number != number) {
		*s = *seen;
		s->number = number;
		return;
	}
	if (seen->waiting > s->waiting)
		s->waiting = seen->waiting;
	if (seen->longest_s > s->longest_s)
		s->longest_s = seen->longest_s;
	if (seen->available < s->available)
		s->available = seen->available;
}

void board_day_put(struct board_day *d, const struct board_step *kept)
{
	if (kept->number >= 0)
		d->steps[kept->number % BOARD_STEPS] = *kept;
}

const struct board_step *board_day_step(const struct board_day *d, int64_t number)
{
	const struct board_step *s = &d->steps[number % BOARD_STEPS];

	return s->number == number ? s : NULL;
}
