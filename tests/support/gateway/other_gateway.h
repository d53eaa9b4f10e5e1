/*
 * Another gateway on the same store: it writes to a conversation just before an operation of ours
 * is stored.
 */
#ifndef TESTS_SUPPORT_GATEWAY_OTHER_GATEWAY_H
#define TESTS_SUPPORT_GATEWAY_OTHER_GATEWAY_H

#include "gateway/store/store.h"

/* FAILS: it does nothing, but the store cannot take our operation. */
enum meanwhile { NOTHING, CLAIMS, RETURNS, WRITES, CLOSES, FAILS };

/* One for the whole program: what is put in place of a store's functions knows no context. */
extern struct other_gateway {
	enum meanwhile next; /* before the next append of ours */
	unsigned done;       /* times that it has written */
} other;

/* The SQLite store with that in front; nothing was done so far. Valid until the next call. */
const struct store_ops *other_gateway_ops(void);

#endif
