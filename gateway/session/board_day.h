/*
 * The last 24 hours: escalations by the hour, the line by five minutes. A part of the hub; plain
 * data and no allocation.
 */
#ifndef GATEWAY_SESSION_BOARD_DAY_H
#define GATEWAY_SESSION_BOARD_DAY_H

#include <stdint.h>

#include "config/load/locale.h"
#include "escalation/reason.h"

#define BOARD_HOURS 24
#define BOARD_STEP_MS ((int64_t)5 * 60 * 1000)
#define BOARD_STEPS 288 /* 24 hours */

struct board_step {
	int64_t number; /* steps since 1970; what is of another day is nothing */
	uint32_t waiting, longest_s, available; /* the most, the longest, the fewest in it */
};

struct board_day {
	int64_t hours[BOARD_HOURS]; /* hours since 1970 of each column */
	uint32_t opened[BOARD_HOURS][ESC_REASON_COUNT][LOCALE_COUNT];
	struct board_step steps[BOARD_STEPS];
};

/* Counts escalations of an hour that is at most 23 before `now_ms`; others are dropped. */
void board_day_add(struct board_day *d, int64_t now_ms, int64_t hour, enum esc_reason r,
		   enum locale l, uint32_t count);
/* Of that hour; 0 for one that is not kept. */
uint32_t board_day_get(const struct board_day *d, int64_t hour, enum esc_reason r, enum locale l);
/* One look at the line. */
void board_day_sample(struct board_day *d, int64_t now_ms, const struct board_step *seen);
/* A step as it was kept before. */
void board_day_put(struct board_day *d, const struct board_step *kept);
/* The step of that number, or NULL when nobody looked. */
const struct board_step *board_day_step(const struct board_day *d, int64_t number);

#endif
