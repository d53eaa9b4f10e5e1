/*
 * The calendar, as far as a date in a text needs it.
 */
#ifndef INTENTS_CALENDAR_H
#define INTENTS_CALENDAR_H

#include <stdbool.h>

/* Whether there is such a day. */
bool calendar_is_day(int year, int month, int day);

#endif
