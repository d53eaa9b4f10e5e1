/* The demo shop's orders, in pretended time. */
#include <criterion/criterion.h>
#include <stdio.h>
#include <string.h>

#include "gateway/demo/shop.h"

#define NOW INT64_C(1795363200000) /* 2026-11-22T16:00Z */

struct desk {
	struct demo_shop *shop;
	struct buf answer;
};

static void set_up(struct desk *d)
{
	d->shop = demo_shop_create();
	buf_init(&d->answer, 4096);
}

static void tear_down(struct desk *d)
{
	buf_dispose(&d->answer);
	demo_shop_destroy(d->shop);
}

static int call(struct desk *d, struct demo_call c)
{
	if (!c.key)
		c.key = "";
	if (!c.now_ms)
		c.now_ms = NOW;
	buf_clear(&d->answer);
	return demo_shop_call(d->shop, &c, &d->answer);
}

#define EXPECT_HAS(d, part) \
	cr_expect_not_null(strstr((d)->answer.bytes, part), "%s", (d)->answer.bytes)

Test(demo_shop, orders_in_every_state)
{
	static const struct {
		const char *number, *part;
	} cases[] = {
		{"204711",
		 "\"status\":\"shipped\",\"placed\":\"2026-11-19\",\"eta\":\"2026-11-23\""},
		{"204712", "\"status\":\"processing\""},
		{"204713", "\"delivered\":\"2026-11-18\""},
		{"204714", "\"status\":\"delayed\""},
		{"204715", "\"status\":\"cancelled\""},
	};
	struct desk d;

	set_up(&d);
	for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
		cr_expect_eq(call(&d, (struct demo_call){.number = cases[i].number}), 200);
		EXPECT_HAS(&d, cases[i].part);
	}
	cr_expect_eq(call(&d, (struct demo_call){.number = "204716"}), 404);
	EXPECT_HAS(&d, "\"status\":\"unknown\"");
	tear_down(&d);
}

Test(demo_shop, what_has_not_left_can_be_cancelled)
{
	struct desk d;

	set_up(&d);
	cr_expect_eq(call(&d, (struct demo_call){.verb = DEMO_REFUND, .number = "204712"}), 404);
	cr_expect_eq(call(&d, (struct demo_call){.verb = DEMO_CANCEL, .number = "204712"}), 200);
	EXPECT_HAS(&d, "\"status\":\"cancelled\"");
	cr_expect_eq(call(&d, (struct demo_call){.number = "204712"}), 200);
	EXPECT_HAS(&d, "\"status\":\"cancelled\"");
	cr_expect_eq(call(&d, (struct demo_call){.verb = DEMO_REFUND, .number = "204712"}), 200);
	EXPECT_HAS(&d, "\"status\":\"under_way\",\"amount\":28.50");
	cr_expect_eq(call(&d, (struct demo_call){.verb = DEMO_CANCEL, .number = "204712"}), 200);
	cr_expect_eq(call(&d, (struct demo_call){.verb = DEMO_CANCEL, .number = "204711"}), 409);
	EXPECT_HAS(&d, "\"status\":\"shipped\"");
	cr_expect_eq(call(&d, (struct demo_call){.verb = DEMO_CANCEL, .number = "1"}), 404);
	tear_down(&d);
}

Test(demo_shop, changes_are_forgotten_after_an_hour)
{
	struct desk d;

	set_up(&d);
	(void)call(&d, (struct demo_call){.verb = DEMO_CANCEL, .number = "204712"});
	(void)call(&d, (struct demo_call){.number = "204712", .now_ms = NOW + 3599999});
	EXPECT_HAS(&d, "\"status\":\"cancelled\"");
	(void)call(&d, (struct demo_call){.number = "204712", .now_ms = NOW + 3600000});
	EXPECT_HAS(&d, "\"status\":\"processing\"");
	tear_down(&d);
}

Test(demo_shop, addresses)
{
	struct demo_call c = {.verb = DEMO_ADDRESS, .number = "204714", .address = "Am \"Hang\" 7"};
	char large[400];
	struct desk d;

	set_up(&d);
	cr_expect_eq(call(&d, c), 200);
	EXPECT_HAS(&d, "\"address\":\"Am \\\"Hang\\\" 7\"");
	c.number = "204711";
	cr_expect_eq(call(&d, c), 409);
	c.number = "204715";
	cr_expect_eq(call(&d, c), 409, "a cancelled one goes nowhere");
	c.number = "204714";
	c.address = NULL;
	cr_expect_eq(call(&d, c), 400);
	memset(large, 'x', sizeof(large) - 1);
	large[sizeof(large) - 1] = '\0';
	c.address = large;
	cr_expect_eq(call(&d, c), 400);
	tear_down(&d);
}

Test(demo_shop, a_key_acts_once)
{
	struct demo_call c = {.verb = DEMO_CANCEL, .number = "204712", .key = "k1"};
	char first[1024], key[16];
	struct desk d;

	set_up(&d);
	cr_expect_eq(call(&d, c), 200);
	snprintf(first, sizeof(first), "%s", d.answer.bytes);
	c.now_ms = NOW + 3600000; /* forgotten, but not by the key */
	cr_expect_eq(call(&d, c), 200);
	cr_expect_str_eq(d.answer.bytes, first);
	(void)call(&d, (struct demo_call){.number = "204712", .now_ms = c.now_ms});
	EXPECT_HAS(&d, "\"status\":\"processing\"");
	c.number = "204714";
	cr_expect_eq(call(&d, c), 409, "a key for another request");
	EXPECT_HAS(&d, "\"code\":\"id_conflict\"");
	c.key = key;
	for (int i = 0; i < 200; i++) { /* more than are kept */
		snprintf(key, sizeof(key), "key-%d", i);
		cr_assert_eq(call(&d, c), 200);
	}
	c.number = "204712";
	c.key = "k1";
	cr_expect_eq(call(&d, c), 200, "the oldest keys are forgotten");
	tear_down(&d);
}

Test(demo_shop, invoices)
{
	struct desk d;

	set_up(&d);
	cr_expect_eq(call(&d, (struct demo_call){.verb = DEMO_INVOICE, .number = "204713"}), 200);
	EXPECT_HAS(&d, "\"status\":\"sent\",\"invoice\":\"INV-204713\",\"total\":24.80");
	cr_expect_eq(call(&d, (struct demo_call){.verb = DEMO_INVOICE, .number = "2"}), 404);
	tear_down(&d);
}
