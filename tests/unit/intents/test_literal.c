/* The literals that a pattern cannot do without. */
#include <criterion/criterion.h>
#include <stdlib.h>
#include <string.h>

#include "config/load/attrs.h"
#include "config/load/mem.h"
#include "intents/patterns/literal.h"

/* The literals of `regex` joined by "|", or "-" when there are none. */
static const char *literals(const char *regex)
{
	static char joined[4096];
	struct literal_set *set = mem_new(2, sizeof(*set));
	size_t len = 0;
	joined[0] = '\0';
	if (!literal_find(regex, strlen(regex), set, set + 1))
		memcpy(joined, "-", 2);
	for (size_t i = 0; i < set->count; i++) {
		if (i > 0)
			joined[len++] = '|';
		memcpy(joined + len, set->items[i].bytes, set->items[i].len);
		len += set->items[i].len;
		joined[len] = '\0';
	}
	free(set);
	return joined;
}

Test(literal, of_many_patterns)
{
	static const struct {
		const char *regex, *expected;
	} rows[] = {
		{"parcel", "parcel"},
		{"Where IS", "where is"},
		{"\\btrack\\w*\\b.*\\b(order|parcel)\\b", "track"},
		{"wo (ist|bleibt) mein\\w* (paket|bestellung)", " mein"},
		{"a(b|cd)e", "-"},
		{"order(s)?", "order"},
		{"orders?", "order"},
		{"colou?r", "colo"},
		{"x{0,3}yes", "yes"},
		{"ab{2}c", "ab"},
		{"(?:refund|money back)", "refund|money back"},
		{"(?:refund|)", "-"},
		{"(?:refund)?", "-"},
		{"(?!no)refund", "refund"},
		{"(?=secret).*refund", "refund"},
		{"(?<!un)happy", "happy"},
		{"(?i)refund", "-"},
		{"(?<name>refund) now", "refund"},
		{"(*UCP)refund", "-"},
		{"[rs]efund", "efund"},
		{"[]a]fund", "fund"},
		{"[[:alpha:]]fund", "fund"},
		{"\\d{6,10} lost", " lost"},
		{"\\p{Lu}fund", "fund"},
		{"\\x{41}fund", "fund"},
		{"3\\.50", "3.50"},
		{"\\Qa.b\\E", "-"},
		{"a|b", "-"},
		{"", "-"},
		{".*", "-"},
		{"退貨", "退货"},
		{"(訂單|包裹)在哪", "在哪"},
		{"aber|(?:wann|wo) kommt", "aber| kommt"},
	};
	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		const char *found = literals(rows[i].regex);
		cr_expect_str_eq(found, rows[i].expected, "%s: found %s, expected %s",
				 rows[i].regex, found, rows[i].expected);
	}
}

/* The second set, likewise. */
static const char *seconds(const char *regex)
{
	static char joined[256];
	struct literal_set *sets = mem_new(2, sizeof(*sets));
	size_t len = 0;
	joined[0] = '\0';
	(void)literal_find(regex, strlen(regex), &sets[0], &sets[1]);
	for (size_t i = 0; i < sets[1].count; i++) {
		if (i > 0)
			joined[len++] = '|';
		memcpy(joined + len, sets[1].items[i].bytes, sets[1].items[i].len);
		len += sets[1].items[i].len;
		joined[len] = '\0';
	}
	free(sets);
	return joined;
}

Test(literal, a_second_set)
{
	cr_expect_str_eq(seconds("\\bcancel\\w* (?:my|the) subscription\\b"), " subscription");
	cr_expect_str_eq(seconds("where .* (?:parcel|package)"), "parcel|package");
	cr_expect_str_eq(seconds("(?:cancel|stop).{0,9}(?:order|shipment)"), "cancel|stop");
	cr_expect_str_eq(seconds("order.*cancel.*please"), "please", "the next best in order");
	cr_expect_str_eq(seconds("refund"), "");
	cr_expect_str_eq(seconds("cancel.*order|refund.*money"), "", "either way will do");
	cr_expect_str_eq(seconds("cancel.*(?:order)?"), "");
	cr_expect_str_eq(seconds("(?=.*order)cancel"), "");
	cr_expect_str_eq(seconds("(?:wo|where).*[a-z]+"), "");
}
