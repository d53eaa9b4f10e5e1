#include "gateway/guard/amounts.h"

#include <string.h>

#include "config/load/attrs.h"

#define VALUE_MAX 100000000000LL

struct name {
	const char *text;
	int value;
};

/* Longer ones before those they begin with. */
static const struct name currencies[] = {
	{"€", 1},       {"$", 1},      {"£", 1},      {"¥", 1},       {"euros", 1}, {"euro", 1},
	{"eur", 1},     {"usd", 1},    {"us$", 1},    {"nt$", 1},     {"hk$", 1},   {"twd", 1},
	{"hkd", 1},     {"ntd", 1},    {"gbp", 1},    {"chf", 1},     {"cny", 1},   {"rmb", 1},
	{"dollars", 1}, {"dollar", 1}, {"pounds", 1}, {"franken", 1}, {"元", 1},    {"块", 1},
	{"欧元", 1},    {"美元", 1},   {"人民币", 1}, {"港币", 1},    {"台币", 1}};
static const struct name percents[] = {
	{"%", 1}, {"percent", 1}, {"per cent", 1}, {"prozent", 1}, {"pour cent", 1}};
static const struct name hours[] = {
	{"working days", 24}, {"business days", 24}, {"werktagen", 24},
	{"werktage", 24},     {"werktag", 24},       {"arbeitstagen", 24},
	{"arbeitstage", 24},  {"jours ouvrés", 24},  {"jours ouvrables", 24},
	{"个工作日", 24},     {"工作日", 24},        {"hours", 1},
	{"hour", 1},          {"stunden", 1},        {"stunde", 1},
	{"heures", 1},        {"heure", 1},          {"个小时", 1},
	{"小时", 1},          {"days", 24},          {"day", 24},
	{"tagen", 24},        {"tage", 24},          {"tag", 24},
	{"jours", 24},        {"jour", 24},          {"天", 24},
	{"weeks", 168},       {"week", 168},         {"wochen", 168},
	{"woche", 168},       {"semaines", 168},     {"semaine", 168},
	{"个星期", 168},      {"星期", 168},         {"周", 168}};
static const struct name months[] = {{"months", 1}, {"month", 1},   {"monaten", 1}, {"monate", 1},
				     {"monat", 1},  {"mois", 1},    {"个月", 1},    {"years", 12},
				     {"year", 12},  {"jahren", 12}, {"jahre", 12},  {"jahr", 12},
				     {"ans", 12},   {"années", 12}, {"année", 12},  {"年", 12}};
static const struct name month_names[] = {
	{"january", 1},  {"januar", 1},    {"janvier", 1},   {"february", 2},  {"februar", 2},
	{"février", 2},  {"march", 3},     {"märz", 3},      {"mars", 3},      {"april", 4},
	{"avril", 4},    {"may", 5},       {"mai", 5},       {"june", 6},      {"juni", 6},
	{"juin", 6},     {"july", 7},      {"juli", 7},      {"juillet", 7},   {"august", 8},
	{"août", 8},     {"september", 9}, {"septembre", 9}, {"october", 10},  {"oktober", 10},
	{"octobre", 10}, {"november", 11}, {"novembre", 11}, {"december", 12}, {"dezember", 12},
	{"décembre", 12}};
static const struct name weekdays[] = {
	{"monday", 1},     {"montag", 1},    {"lundi", 1},    {"tuesday", 2},    {"dienstag", 2},
	{"mardi", 2},      {"wednesday", 3}, {"mittwoch", 3}, {"mercredi", 3},   {"thursday", 4},
	{"donnerstag", 4}, {"jeudi", 4},     {"friday", 5},   {"freitag", 5},    {"vendredi", 5},
	{"saturday", 6},   {"samstag", 6},   {"samedi", 6},   {"sunday", 7},     {"sonntag", 7},
	{"dimanche", 7},   {"周一", 1},      {"周二", 2},     {"周三", 3},       {"周四", 4},
	{"周五", 5},       {"周六", 6},      {"周日", 7},     {"星期一", 1},     {"星期二", 2},
	{"星期三", 3},     {"星期四", 4},    {"星期五", 5},   {"星期六", 6},     {"星期日", 7},
	{"tomorrow", 8},   {"demain", 8},    {"明天", 8},     {"übermorgen", 9}, {"后天", 9}};
/* Words for numbers, before units only. */
static const struct name numerals[] = {
	{"one", 1},     {"two", 2},       {"three", 3},     {"four", 4},    {"five", 5},
	{"six", 6},     {"seven", 7},     {"eight", 8},     {"nine", 9},    {"ten", 10},
	{"twelve", 12}, {"fourteen", 14}, {"thirty", 30},   {"einen", 1},   {"einer", 1},
	{"einem", 1},   {"zwei", 2},      {"drei", 3},      {"vier", 4},    {"fünf", 5},
	{"sechs", 6},   {"sieben", 7},    {"acht", 8},      {"neun", 9},    {"zehn", 10},
	{"zwölf", 12},  {"vierzehn", 14}, {"dreissig", 30}, {"deux", 2},    {"trois", 3},
	{"quatre", 4},  {"cinq", 5},      {"sept", 7},      {"huit", 8},    {"neuf", 9},
	{"dix", 10},    {"douze", 12},    {"quatorze", 14}, {"quinze", 15}, {"trente", 30},
	{"十四", 14},   {"三十", 30},     {"十五", 15},     {"一", 1},      {"两", 2},
	{"二", 2},      {"三", 3},        {"四", 4},        {"五", 5},      {"六", 6},
	{"七", 7},      {"八", 8},        {"九", 9},        {"十", 10}};

struct reader {
	const char *text;
	size_t len;
	struct amount *ret;
	size_t count, max;
};

static bool is_digit(char c)
{
	return c >= '0' && c <= '9';
}

static bool is_letter(char c)
{
	return (c >= 'a' && c <= 'z') || (unsigned char)c >= 0xC3;
}

/* The row whose text stands at `at`, as a word of its own if it is of Latin letters; NULL: none. */
static const struct name *name_at(const struct reader *r, size_t at, const struct name *names,
				  size_t count)
{
	for (size_t i = 0; i < count; i++) {
		size_t n = strlen(names[i].text);
		if (at + n > r->len || memcmp(r->text + at, names[i].text, n) != 0)
			continue;
		bool latin = names[i].text[0] >= 'a' && names[i].text[0] <= 'z';
		if (latin &&
		    ((at > 0 && r->text[at - 1] >= 'a' && r->text[at - 1] <= 'z') ||
		     (at + n < r->len && r->text[at + n] >= 'a' && r->text[at + n] <= 'z')))
			continue;
		return &names[i];
	}
	return NULL;
}
#define NAME_AT(r, at, names) name_at(r, at, names, ARRAY_LEN(names))

static void put(struct reader *r, enum amount_kind kind, int64_t value, size_t start, size_t end)
{
	if (r->count < r->max)
		r->ret[r->count++] = (struct amount){kind, value, value, start, end - start};
}

/* A number in hundredths. A separator before three digits groups them, else it is the point. */
static size_t read_number(const struct reader *r, size_t at, int64_t *ret)
{
	int64_t value = 0;
	int decimals = -1;

	for (; at < r->len; at++) {
		char c = r->text[at];
		if (is_digit(c)) {
			if (decimals < 2 && value < VALUE_MAX)
				value = value * 10 + (c - '0'), decimals += decimals >= 0;
			continue;
		}
		size_t digits = 0;
		while (at + 1 + digits < r->len && is_digit(r->text[at + 1 + digits]))
			digits++;
		if (!(c == '.' || c == ',' || c == '\'' || c == ' ') || digits == 0 ||
		    decimals >= 0)
			break;
		if (digits == 3)
			continue;
		if (c == ' ' || c == '\'' || digits > 2)
			break;
		decimals = 0;
	}
	for (decimals = decimals < 0 ? 0 : decimals; decimals < 2; decimals++)
		value *= 10;
	*ret = value;
	return at;
}

static size_t skip_blank(const struct reader *r, size_t at)
{
	while (at < r->len && (r->text[at] == ' ' || r->text[at] == '-'))
		at++;
	return at;
}

static bool currency_before(const struct reader *r, size_t at)
{
	if (at > 0 && r->text[at - 1] == ' ')
		at--;
	for (size_t i = 0; i < ARRAY_LEN(currencies); i++) {
		size_t n = strlen(currencies[i].text);
		if (at >= n && memcmp(r->text + at - n, currencies[i].text, n) == 0 &&
		    (at == n || !is_letter(r->text[at - n]) || !is_letter(r->text[at - n - 1])))
			return true;
	}
	return false;
}

/* What `value`, whose unit stands at `at`, is an amount of. Returns the end, 0: of nothing. */
static size_t put_with_unit(struct reader *r, int64_t value, size_t start, size_t at)
{
	const struct name *n;

	if ((n = NAME_AT(r, at, currencies)))
		put(r, AMOUNT_MONEY, value, start, at + strlen(n->text));
	else if ((n = NAME_AT(r, at, percents)))
		put(r, AMOUNT_PERCENT, value, start, at + strlen(n->text));
	else if ((n = NAME_AT(r, at, hours)))
		put(r, AMOUNT_HOURS, value / 100 * n->value, start, at + strlen(n->text));
	else if ((n = NAME_AT(r, at, months)) && value < 190000)
		put(r, AMOUNT_MONTHS, value / 100 * n->value, start, at + strlen(n->text));
	else
		return 0;
	return at + strlen(n->text);
}

/* ---- days ---- */

static size_t small_number(const struct reader *r, size_t at, int64_t *ret)
{
	size_t from = at;

	for (*ret = 0; at < r->len && at - from < 4 && is_digit(r->text[at]); at++)
		*ret = *ret * 10 + (r->text[at] - '0');
	return at > from ? at : 0;
}

static bool is_day(int64_t month, int64_t day)
{
	return month >= 1 && month <= 12 && day >= 1 && day <= 31;
}

static size_t put_date(struct reader *r, int64_t month, int64_t day, int64_t other, size_t start,
		       size_t end)
{
	put(r, AMOUNT_DATE, month * 100 + day, start, end);
	if (other && r->count > 0)
		r->ret[r->count - 1].other = other;
	return end;
}

/* 2026-12-24, 24.12., 24.12.2026, 12/24/2026. */
static size_t numeric_date(struct reader *r, size_t at)
{
	int64_t a, b, c = 0;
	size_t one = small_number(r, at, &a), two, three = 0;
	char sep = one && one < r->len ? r->text[one] : '\0';

	if (!one || !(sep == '.' || sep == '-' || sep == '/'))
		return 0;
	two = small_number(r, one + 1, &b);
	if (!two || two - one > 3)
		return 0;
	if (two < r->len && r->text[two] == sep)
		three = small_number(r, two + 1, &c);
	if (one - at == 4 && three && is_day(b, c))
		return put_date(r, b, c, 0, at, three);
	if (sep == '.' && is_day(b, a) && two < r->len && r->text[two] == '.')
		return put_date(r, b, a, 0, at, three ? three : two + 1);
	if (sep != '.' && three && is_day(b, a))
		return put_date(r, b, a, is_day(a, b) ? a * 100 + b : 0, at, three);
	if (sep != '.' && three && is_day(a, b))
		return put_date(r, a, b, 0, at, three);
	return 0;
}

/* "24 december", "24. dezember", "24th of december", "december 24", "12月24日". */
static size_t named_date(struct reader *r, size_t at)
{
	const struct name *n;
	int64_t day, month;
	size_t end = small_number(r, at, &day), from;

	if (end) {
		if (end + 3 <= r->len && memcmp(r->text + end, "月", 3) == 0) {
			from = small_number(r, skip_blank(r, end + 3), &month);
			return from && is_day(day, month) ? put_date(r, day, month, 0, at, from)
							  : 0;
		}
		from = end;
		while (from < r->len && strchr(".stndrhe", r->text[from]) && from - end < 3)
			from++;
		from = skip_blank(r, from);
		if (from + 3 < r->len && memcmp(r->text + from, "of ", 3) == 0)
			from += 3;
		n = NAME_AT(r, from, month_names);
		return n && is_day(n->value, day)
			       ? put_date(r, n->value, day, 0, at, from + strlen(n->text))
			       : 0;
	}
	n = NAME_AT(r, at, month_names);
	if (!n)
		return 0;
	end = small_number(r, skip_blank(r, at + strlen(n->text)), &day);
	return end && is_day(n->value, day) ? put_date(r, n->value, day, 0, at, end) : 0;
}

/* ---- one place after the other ---- */

/* "3-5 days", "3 to 5 days": the number behind the sign, 0: no range. */
static size_t range_end(const struct reader *r, size_t at)
{
	static const struct name signs[] = {{"-", 0},    {"to", 0}, {"bis", 0}, {"à", 0},
					    {"至", 0},   {"到", 0}, {"~", 0},   {"or", 0},
					    {"oder", 0}, {"ou", 0}};
	size_t from = at < r->len && r->text[at] == ' ' ? at + 1 : at;
	const struct name *n = NAME_AT(r, from, signs);

	if (!n)
		return 0;
	from += strlen(n->text);
	from = from < r->len && r->text[from] == ' ' ? from + 1 : from;
	return from < r->len && is_digit(r->text[from]) ? from : 0;
}

static size_t read_digits(struct reader *r, size_t at)
{
	int64_t value, second;
	size_t end, next;

	if ((end = numeric_date(r, at)) || (end = named_date(r, at)))
		return end;
	end = read_number(r, at, &value);
	if (currency_before(r, at)) {
		put(r, AMOUNT_MONEY, value, at, end);
		return end;
	}
	if ((next = put_with_unit(r, value, at, skip_blank(r, end))))
		return next;
	if ((next = range_end(r, end))) {
		size_t stop = read_number(r, next, &second);
		if (put_with_unit(r, value, at, skip_blank(r, stop)))
			return next; /* the second one is read next */
	}
	return end;
}

static size_t read_words(struct reader *r, size_t at)
{
	const struct name *n = NAME_AT(r, at, numerals);
	size_t end = named_date(r, at);

	if (end)
		return end;
	if (n &&
	    (end = put_with_unit(r, n->value * 100LL, at, skip_blank(r, at + strlen(n->text)))))
		return end;
	if ((n = NAME_AT(r, at, weekdays))) {
		put(r, AMOUNT_WEEKDAY, n->value, at, at + strlen(n->text));
		return at + strlen(n->text);
	}
	return at + 1;
}

size_t amounts_find(const char *text, size_t len, struct amount *ret, size_t max)
{
	struct reader r = {.text = text, .len = len, .ret = ret, .max = max};

	for (size_t at = 0; at < len;)
		at = is_digit(text[at]) ? read_digits(&r, at) : read_words(&r, at);
	return r.count;
}

bool amount_is_among(const struct amount *a, const struct amount *all, size_t count)
{
	for (size_t i = 0; i < count; i++) {
		if (all[i].kind == a->kind &&
		    (all[i].value == a->value || all[i].value == a->other ||
		     all[i].other == a->value))
			return true;
	}
	return false;
}
