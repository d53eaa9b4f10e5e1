/*
 * The order system of the demo shop: five orders in different states, so that somebody who tries
 * the chat gets real answers to "where is my order" and can really cancel one. Answers are JSON.
 * Pure: time comes in, nothing is stored; a change is forgotten after an hour, so that the next
 * visitor finds the orders as the page describes them.
 */
#ifndef GATEWAY_DEMO_SHOP_H
#define GATEWAY_DEMO_SHOP_H

#include <stdint.h>

#include "gateway/base/buf.h"

struct demo_shop;

struct demo_shop *demo_shop_create(void);
void demo_shop_destroy(struct demo_shop *s);

enum demo_verb { DEMO_ORDER, DEMO_REFUND, DEMO_CANCEL, DEMO_ADDRESS, DEMO_INVOICE };

struct demo_call {
	enum demo_verb verb;
	const char *number;  /* of the order */
	const char *address; /* DEMO_ADDRESS; NULL or "" is refused */
	const char *key; /* Idempotency-Key or "": a change with the key of an earlier one is not
			    made again and gets the earlier answer */
	int64_t now_ms;  /* wall time */
};

/* Answers with a status (200, 400, 404, 409) and a JSON object that is added to `out`. Every answer
 * about an order has "number" and "status", "unknown" where there is no such order. */
int demo_shop_call(struct demo_shop *s, const struct demo_call *c, struct buf *out);

#endif
