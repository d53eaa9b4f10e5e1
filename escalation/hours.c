/*
 * Opening hours are answered by listing: the spans that begin on the local days around `now`, each
 * turned into two UTC instants. Slower than arithmetic on minutes of the week, yet right through
 * changes of clocks, holidays and spans over midnight without one special case; it is asked once a
 * handoff.
 */
#include "escalation/hours.h"

#include <stdio.h>
#include <string.h>

#include "config/load/locale.h"
#include "escalation/zone.h"

#define DAY 86400
#define DAYS_AHEAD 400

void hours_dispose(struct hours *h)
{
	zone_destroy(h->zone);
	h->zone = NULL;
}

/* ---- days ---- */

/* Year, month and day of a count of days since 1970. */
static struct hours_date date_of(int64_t days)
{
	int64_t z = days + 719468;
	int64_t era = (z >= 0 ? z : z - 146096) / 146097;
	int64_t doe = z - era * 146097;
	int64_t yoe = (doe - doe / 1460 + doe / 36524 - doe / 146096) / 365;
	int64_t doy = doe - (365 * yoe + yoe / 4 - yoe / 100);
	int64_t mp = (5 * doy + 2) / 153;
	int month = (int)(mp < 10 ? mp + 3 : mp - 9);

	return (struct hours_date){
		.year = (int)(yoe + era * 400 + (month <= 2)),
		.month = month,
		.day = (int)(doy - (153 * mp + 2) / 5 + 1),
	};
}

static bool is_holiday(const struct hours *h, int64_t day)
{
	struct hours_date d = date_of(day);

	for (size_t i = 0; i < h->holiday_count; i++) {
		const struct hours_date *x = &h->holidays[i];

		if (x->month == d.month && x->day == d.day && (!x->year || x->year == d.year))
			return true;
	}
	return false;
}

static int64_t floor_div(int64_t a, int64_t b)
{
	return a / b - (a % b < 0);
}

/* The span that `now` lies in, or else the next one to begin. Returns -1 when there is none within
 * DAYS_AHEAD. */
static int find_span(const struct hours *h, int64_t now, int64_t *ret_from, int64_t *ret_to)
{
	int64_t today = floor_div(now + zone_offset(h->zone, now), DAY);
	int64_t best = INT64_MAX;

	/* A span of yesterday may run over midnight; one of tomorrow cannot begin before today's.
	 */
	for (int64_t day = today - 1; day <= today + DAYS_AHEAD && best == INT64_MAX; day++) {
		unsigned weekday = (unsigned)(((day + 3) % 7 + 7) % 7);

		for (size_t i = 0; i < h->span_count && !is_holiday(h, day); i++) {
			const struct hours_span *s = &h->spans[i];
			int to_minutes = s->to > s->from ? s->to : s->to + 1440;
			int64_t from, to;

			if (!(s->days >> weekday & 1))
				continue;
			from = zone_to_utc(h->zone, day * DAY + s->from * 60);
			to = zone_to_utc(h->zone, day * DAY + to_minutes * 60);
			if (to > now && from < best) {
				best = from;
				*ret_from = from;
				*ret_to = to;
			}
		}
	}
	return best == INT64_MAX ? -1 : 0;
}

bool hours_is_open(const struct hours *h, int64_t now_ms, int64_t *ret_until_ms)
{
	int64_t now = floor_div(now_ms, 1000), from, to;

	*ret_until_ms = 0;
	if (!h->span_count)
		return true;
	if (find_span(h, now, &from, &to))
		return false;
	if (from <= now)
		return true;
	*ret_until_ms = from * 1000;
	return false;
}

int64_t hours_add(const struct hours *h, int64_t from_ms, int64_t open_ms)
{
	int64_t at = from_ms, from, to;

	if (!h->span_count)
		return from_ms + open_ms;
	while (!find_span(h, floor_div(at, 1000), &from, &to)) {
		if (at < from * 1000)
			at = from * 1000;
		if (open_ms <= to * 1000 - at)
			return at + open_ms;
		open_ms -= to * 1000 - at;
		at = to * 1000;
	}
	return 0;
}

int64_t hours_between(const struct hours *h, int64_t from_ms, int64_t to_ms)
{
	int64_t at = from_ms, open_ms = 0, from, to;

	if (!h->span_count)
		return to_ms > from_ms ? to_ms - from_ms : 0;
	while (at < to_ms && !find_span(h, floor_div(at, 1000), &from, &to)) {
		int64_t begins = at < from * 1000 ? from * 1000 : at;
		int64_t ends = to * 1000 < to_ms ? to * 1000 : to_ms;

		if (ends > begins)
			open_ms += ends - begins;
		at = to * 1000;
	}
	return open_ms;
}

/* ---- text ---- */

struct day_words {
	const char *days[7];
	const char *range; /* between two days */
};

static const struct day_words words_of[LOCALE_COUNT] = {
	[LOCALE_EN] = {{"Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"}, "-"},
	[LOCALE_DE] = {{"Mo", "Di", "Mi", "Do", "Fr", "Sa", "So"}, "-"},
	[LOCALE_FR] = {{"lun.", "mar.", "mer.", "jeu.", "ven.", "sam.", "dim."}, "-"},
	[LOCALE_ZH_HANT] = {{"週一", "週二", "週三", "週四", "週五", "週六", "週日"}, "至"},
	[LOCALE_ZH_HANS] = {{"周一", "周二", "周三", "周四", "周五", "周六", "周日"}, "至"},
};

/* A text that is cut at its room, never in the middle of one piece. */
struct text {
	char *buf;
	size_t len, room;
};

static void add(struct text *t, const char *piece)
{
	size_t n = strlen(piece);

	if (t->len + n >= t->room) {
		t->room = t->len + 1; /* nothing more fits: half a week would be wrong hours */
		return;
	}
	memcpy(t->buf + t->len, piece, n + 1);
	t->len += n;
}

static void add_days(struct text *t, unsigned days, const struct day_words *w)
{
	const char *comma = "";

	for (unsigned i = 0; i < 7; i++) {
		unsigned last = i;

		if (!(days >> i & 1))
			continue;
		while (last < 6 && days >> (last + 1) & 1)
			last++;
		add(t, comma);
		add(t, w->days[i]);
		if (last > i) {
			add(t, last > i + 1 ? w->range : ", ");
			add(t, w->days[last]);
		}
		comma = ", ";
		i = last;
	}
}

void hours_text(const struct hours *h, const char *locale, char buf[HOURS_TEXT_ROOM])
{
	enum locale l = locale ? locale_lookup(locale) : LOCALE_NONE;
	const struct day_words *w = &words_of[l == LOCALE_NONE ? LOCALE_EN : l];
	struct text t = {.buf = buf, .room = HOURS_TEXT_ROOM};
	char piece[96];

	buf[0] = '\0';
	if (!h->span_count)
		return;
	for (size_t i = 0; i < h->span_count; i++) {
		const struct hours_span *s = &h->spans[i];

		add(&t, i ? ", " : "");
		add_days(&t, s->days, w);
		(void)snprintf(piece, sizeof(piece), " %02d:%02d-%02d:%02d", s->from / 60,
			       s->from % 60, s->to / 60, s->to % 60);
		add(&t, piece);
	}
	(void)snprintf(piece, sizeof(piece), " (%s)", h->zone_name[0] ? h->zone_name : "UTC");
	add(&t, piece);
}

/* ---- reading ---- */

static int day_index(const char *s)
{
	static const char *const names[] = {"mon", "tue", "wed", "thu", "fri", "sat", "sun"};

	for (int i = 0; i < 7; i++) {
		if (!strncmp(s, names[i], 3))
			return i;
	}
	return -1;
}

int hours_parse_days(const char *text, unsigned char *ret_days)
{
	unsigned days = 0;

	for (;;) {
		int from = day_index(text), to = from;

		if (from < 0)
			return -1;
		text += 3;
		if (*text == '-') {
			to = day_index(text + 1);
			if (to < 0)
				return -1;
			text += 4;
		}
		for (int i = from;; i = (i + 1) % 7) { /* "sat-mon" goes over the week's end */
			days |= 1u << i;
			if (i == to)
				break;
		}
		if (!*text)
			break;
		if (*text++ != ',')
			return -1;
		text += strspn(text, " ");
	}
	*ret_days = (unsigned char)days;
	return 0;
}

/* `count` decimal digits, or -1. */
static int digits(const char *s, int count)
{
	int n = 0;

	for (int i = 0; i < count; i++) {
		if (s[i] < '0' || s[i] > '9')
			return -1;
		n = n * 10 + (s[i] - '0');
	}
	return n;
}

int hours_parse_time(const char *text, short *ret_minutes)
{
	int hour, minute;

	if (strlen(text) != 5 || text[2] != ':')
		return -1;
	hour = digits(text, 2);
	minute = digits(text + 3, 2);
	if (hour < 0 || minute < 0 || minute > 59 || hour * 60 + minute > 1440)
		return -1;
	*ret_minutes = (short)(hour * 60 + minute);
	return 0;
}

int hours_parse_date(const char *text, struct hours_date *ret)
{
	static const int month_days[] = {31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
	struct hours_date d = {0};

	if (strlen(text) == 10 && text[4] == '-') {
		d.year = digits(text, 4);
		if (d.year <= 0)
			return -1;
		text += 5;
	}
	if (strlen(text) != 5 || text[2] != '-')
		return -1;
	d.month = digits(text, 2);
	d.day = digits(text + 3, 2);
	if (d.month < 1 || d.month > 12 || d.day < 1 || d.day > month_days[d.month - 1])
		return -1;
	*ret = d;
	return 0;
}
