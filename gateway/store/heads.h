/*
 * What the writer knows about a conversation without asking the database: a cache of rows that only
 * the writer changes. A slot is lost when another conversation needs it (then the next append reads
 * the row) and all are lost when a transaction is rolled back.
 */
#ifndef GATEWAY_STORE_HEADS_H
#define GATEWAY_STORE_HEADS_H

#include <stdbool.h>
#include <stdint.h>

#include "gateway/store/db.h"
#include "gateway/store/store.h"

struct head {
	uint8_t id[DB_ID_BYTES];
	int64_t n; /* row number; 0 = empty slot */
	uint64_t version, seq;
	int64_t turn_until; /* 0 = none */
	enum store_conv_state state;
	char owner[ID_LEN + 1]; /* "" = nobody */
};

#define HEADS_SLOTS 32768u /* a power of two; 4 MiB */

struct heads {
	struct head *slots; /* owned */
};

void heads_init(struct heads *h);
void heads_dispose(struct heads *h);
/* Forgets everything. */
void heads_clear(struct heads *h);
/* Copies what is known about `id`; false when nothing is. */
bool heads_get(const struct heads *h, const uint8_t id[DB_ID_BYTES], struct head *ret);
void heads_put(struct heads *h, const struct head *head);

#endif
