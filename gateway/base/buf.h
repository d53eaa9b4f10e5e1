/*
 * A bounded byte buffer. Every one has a maximum, named here; an append past it fails, frees the
 * bytes and marks the buffer broken, so that a row of appends needs one check at the end.
 */
#ifndef GATEWAY_BASE_BUF_H
#define GATEWAY_BASE_BUF_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "config/load/attrs.h"

#define BUF_MAX_FRAME ((size_t)1024 * 1024)           /* one frame to a client */
#define BUF_MAX_TRANSCRIPT ((size_t)16 * 1024 * 1024) /* a whole transcript for an agent */
#define BUF_MAX_JSON ((size_t)256 * 1024)             /* evidence, dialog state */
#define BUF_MAX_HTTP ((size_t)1024 * 1024)            /* an HTTP body of ours, e.g. metrics */

struct buf {
	char *bytes; /* owned; NUL-terminated when not NULL */
	size_t len, room, max;
	bool broken; /* an append did not fit */
};

void buf_init(struct buf *b, size_t max);
void buf_dispose(struct buf *b);
/* Empties it, keeps the memory, mends `broken`. */
void buf_clear(struct buf *b);
void buf_add(struct buf *b, const void *bytes, size_t len);
void buf_text(struct buf *b, const char *text);
void buf_char(struct buf *b, char c);
void buf_printf(struct buf *b, const char *fmt, ...) PRINTF_LIKE(2, 3);
void buf_u64(struct buf *b, uint64_t value);
void buf_i64(struct buf *b, int64_t value);
/* A decimal number with `digits` (0 to 9) behind the point, like "%.3f" but rounded half up, and
 * many times faster. */
void buf_fixed(struct buf *b, double value, unsigned digits);
/* `text` as a JSON string with its quotes; `text` is valid UTF-8. NULL writes null. */
void buf_json(struct buf *b, const char *text);
void buf_json_n(struct buf *b, const char *text, size_t len);
/* 0, or -1 when an append did not fit. */
int buf_check(const struct buf *b) MUSTCHECK;
/* A number that two buffers share when their bytes are the same (and hardly ever else). */
uint64_t buf_print(const struct buf *b);
/* Gives the bytes away (owned by the caller, NUL-terminated) and resets the buffer; NULL when
 * broken or empty. */
char *buf_take(struct buf *b, size_t *ret_len);

#endif
