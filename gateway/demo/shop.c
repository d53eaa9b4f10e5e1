#include "gateway/demo/shop.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "config/load/mem.h"
#include "gateway/base/clock.h"

#define DAY_MS ((int64_t)24 * 3600 * 1000)
#define FORGET_MS ((int64_t)3600 * 1000)
#define KEYS_MAX 64
#define KEY_SIZE 128
#define ANSWER_MAX 2048
#define ADDRESS_SIZE 301

enum state { PROCESSING, DELAYED, SHIPPED, DELIVERED, CANCELLED };

/* Days are counted from today, so that the shop never looks old. */
struct order {
	const char *number;
	enum state state;
	int placed, eta; /* days; eta of a delivered one: when it came */
	const char *tracking;
	const char *items; /* JSON */
	int cents;
	const char *refund; /* state of a refund, or NULL */
	int refund_cents, refund_due;
};

static const struct order samples[] = {
	{"204711", SHIPPED, -3, 1, "NW204711DE",
	 "[{\"name\":\"Watering can, 5 l\",\"quantity\":1},{\"name\":\"Basil in a clay pot\","
	 "\"quantity\":1}]",
	 4180, NULL, 0, 0},
	{"204712", PROCESSING, 0, 4, NULL, "[{\"name\":\"Garden shears\",\"quantity\":1}]", 2850,
	 NULL, 0, 0},
	{"204713", DELIVERED, -9, -4, "NW204713DE",
	 "[{\"name\":\"Gloves, size 8\",\"quantity\":2}]", 2480, "under_way", 1240, 3},
	{"204714", DELAYED, -6, 5, NULL, "[{\"name\":\"Nesting box\",\"quantity\":1}]", 2200, NULL,
	 0, 0},
	{"204715", CANCELLED, -5, 0, NULL, "[{\"name\":\"Sunflower seeds\",\"quantity\":3}]", 960,
	 "paid", 960, -2},
};

struct held {
	struct order order;
	char address[ADDRESS_SIZE];
	int64_t changed_ms; /* 0: as in the table */
};

/* What a key was used for, and what came of it. */
struct used {
	char key[KEY_SIZE];
	char request[ADDRESS_SIZE + 32];
	char answer[ANSWER_MAX];
	int status;
};

struct demo_shop {
	struct held orders[ARRAY_LEN(samples)];
	struct used keys[KEYS_MAX]; /* a ring: the oldest is forgotten */
	size_t next_key;
};

struct demo_shop *demo_shop_create(void)
{
	struct demo_shop *s = mem_new(1, sizeof(*s));

	for (size_t i = 0; i < ARRAY_LEN(samples); i++)
		s->orders[i].order = samples[i];
	return s;
}

void demo_shop_destroy(struct demo_shop *s)
{
	free(s);
}

static struct held *find(struct demo_shop *s, const char *number, int64_t now_ms)
{
	for (size_t i = 0; i < ARRAY_LEN(samples); i++) {
		struct held *h = &s->orders[i];

		if (strcmp(h->order.number, number) != 0)
			continue;
		if (h->changed_ms && now_ms - h->changed_ms >= FORGET_MS)
			*h = (struct held){.order = samples[i]};
		return h;
	}
	return NULL;
}

/* ---- answers ---- */

static const char *state_name(enum state s)
{
	static const char *const names[] = {"processing", "delayed", "shipped", "delivered",
					    "cancelled"};

	return names[s];
}

static void add_date(struct buf *out, const char *name, int64_t now_ms, int days)
{
	char iso[CLOCK_ISO_LEN + 1];

	clock_iso(now_ms + days * DAY_MS, iso);
	buf_printf(out, ",\"%s\":\"%.10s\"", name, iso);
}

static void add_money(struct buf *out, const char *name, int cents)
{
	buf_printf(out, ",\"%s\":%d.%02d,\"currency\":\"EUR\"", name, cents / 100, cents % 100);
}

static void begin(struct buf *out, const char *number, const char *status)
{
	buf_text(out, "{\"number\":");
	buf_json(out, number);
	buf_printf(out, ",\"status\":\"%s\"", status);
}

static int refuse(struct buf *out, int status, const char *code, const char *text)
{
	buf_printf(out, ",\"error\":{\"code\":\"%s\",\"text\":\"%s\"}}", code, text);
	return status;
}

static int unknown(struct buf *out, const char *number)
{
	begin(out, number, "unknown");
	return refuse(out, 404, "not_found", "There is no such order.");
}

static int answer_order(const struct held *h, int64_t now_ms, struct buf *out)
{
	const struct order *o = &h->order;

	begin(out, o->number, state_name(o->state));
	add_date(out, "placed", now_ms, o->placed);
	if (o->state == DELIVERED)
		add_date(out, "delivered", now_ms, o->eta);
	else if (o->state != CANCELLED)
		add_date(out, "eta", now_ms, o->eta);
	if (o->tracking)
		buf_printf(out, ",\"tracking\":\"%s\"", o->tracking);
	if (h->address[0]) {
		buf_text(out, ",\"address\":");
		buf_json(out, h->address);
	}
	add_money(out, "total", o->cents);
	buf_printf(out, ",\"items\":%s}", o->items);
	return 200;
}

static int answer_refund(const struct held *h, int64_t now_ms, struct buf *out)
{
	const struct order *o = &h->order;
	bool paid = o->refund && !strcmp(o->refund, "paid");

	if (!o->refund) {
		begin(out, o->number, "none");
		return refuse(out, 404, "not_found", "There is no refund for this order.");
	}
	begin(out, o->number, o->refund);
	add_money(out, "amount", o->refund_cents);
	add_date(out, paid ? "paid" : "due", now_ms, o->refund_due);
	buf_char(out, '}');
	return 200;
}

/* ---- changes ---- */

static bool has_left(const struct order *o)
{
	return o->state == SHIPPED || o->state == DELIVERED;
}

static int too_late(const struct order *o, struct buf *out)
{
	begin(out, o->number, state_name(o->state));
	return refuse(out, 409, "wrong_state", "The order cannot be changed any more.");
}

static int cancel(struct held *h, int64_t now_ms, struct buf *out)
{
	struct order *o = &h->order;

	if (has_left(o))
		return too_late(o, out);
	if (o->state != CANCELLED) {
		o->state = CANCELLED;
		o->refund = "under_way";
		o->refund_cents = o->cents;
		o->refund_due = 5;
		h->changed_ms = now_ms;
	}
	return answer_order(h, now_ms, out);
}

static int change_address(struct held *h, const struct demo_call *c, struct buf *out)
{
	const struct order *o = &h->order;

	if (!c->address || !*c->address || strlen(c->address) >= sizeof(h->address)) {
		begin(out, o->number, state_name(o->state));
		return refuse(out, 400, "bad_message", "The address is missing or too long.");
	}
	if (has_left(o) || o->state == CANCELLED)
		return too_late(o, out);
	memcpy(h->address, c->address, strlen(c->address) + 1);
	h->changed_ms = c->now_ms;
	return answer_order(h, c->now_ms, out);
}

static int send_invoice(const struct held *h, struct buf *out)
{
	begin(out, h->order.number, "sent");
	buf_printf(out, ",\"invoice\":\"INV-%s\"", h->order.number);
	add_money(out, "total", h->order.cents);
	buf_char(out, '}');
	return 200;
}

static int act(struct demo_shop *s, const struct demo_call *c, struct buf *out)
{
	struct held *h = find(s, c->number, c->now_ms);

	if (!h)
		return unknown(out, c->number);
	switch (c->verb) {
	case DEMO_ORDER: return answer_order(h, c->now_ms, out);
	case DEMO_REFUND: return answer_refund(h, c->now_ms, out);
	case DEMO_CANCEL: return cancel(h, c->now_ms, out);
	case DEMO_ADDRESS: return change_address(h, c, out);
	case DEMO_INVOICE: return send_invoice(h, out);
	}
	return unknown(out, c->number);
}

/* ---- keys ---- */

static const struct used *used_before(const struct demo_shop *s, const char *key)
{
	for (size_t i = 0; i < KEYS_MAX; i++) {
		if (!strcmp(s->keys[i].key, key))
			return &s->keys[i];
	}
	return NULL;
}

static void describe(const struct demo_call *c, char *out, size_t size)
{
	snprintf(out, size, "%d %.16s %s", c->verb, c->number, c->address ? c->address : "");
}

static void remember(struct demo_shop *s, const struct demo_call *c, int status,
		     const struct buf *answer)
{
	struct used *u = &s->keys[s->next_key++ % KEYS_MAX];

	if (answer->len >= sizeof(u->answer))
		return;
	snprintf(u->key, sizeof(u->key), "%s", c->key);
	describe(c, u->request, sizeof(u->request));
	memcpy(u->answer, answer->bytes, answer->len + 1);
	u->status = status;
}

int demo_shop_call(struct demo_shop *s, const struct demo_call *c, struct buf *out)
{
	bool keyed = c->verb != DEMO_ORDER && c->verb != DEMO_REFUND && *c->key &&
		     strlen(c->key) < KEY_SIZE;
	const struct used *before = keyed ? used_before(s, c->key) : NULL;
	char request[sizeof(before->request)];
	struct buf answer;
	int status;

	if (before) {
		describe(c, request, sizeof(request));
		if (!strcmp(request, before->request)) {
			buf_text(out, before->answer);
			return before->status;
		}
		begin(out, c->number, "unknown");
		return refuse(out, 409, "id_conflict", "This key was used for another request.");
	}
	buf_init(&answer, ANSWER_MAX);
	status = act(s, c, &answer);
	if (keyed)
		remember(s, c, status, &answer);
	buf_add(out, answer.bytes, answer.len);
	buf_dispose(&answer);
	return status;
}
