/*
 * A list has two bytes a weight: how many columns further on it stands, and the weight. A weight
 * that is small beside the largest of its row counts for nothing and is dropped; of four, hardly
 * one is left, and the accuracy is the same.
 */
#include "intents/model/thinned.h"

#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "config/load/mem.h"
#include "config/load/vec.h"
#include "intents/model/byte_rows.h"
#include "intents/model/packed.h"

#define SMALL 10      /* of PACKED_MOST: a weight up to this is dropped */
#define LISTED_MOST 4 /* one weight in so many columns still is a list: less to keep and to add */
#define GAP_MOST 255
#define FULL 0x80000000u

struct row {
	uint32_t place; /* in `full`, marked FULL; or of the list's length in `lists` */
	float scale;
};

struct thinned {
	struct row *rows;
	size_t row_count, columns, stride;
	VEC(int8_t) full;
	VEC(uint16_t) lists; /* length, then column gap | weight << 8 */
};

/* ---- making ---- */

static size_t drop_small(int8_t *weights, size_t count)
{
	size_t left = 0;
	for (size_t c = 0; c < count; c++) {
		bool large = weights[c] < -SMALL || weights[c] > SMALL;
		weights[c] = large ? weights[c] : 0;
		left += large ? 1 : 0;
	}
	return left;
}

static void add_full(struct thinned *t, struct row *row, const int8_t *weights)
{
	row->place = (uint32_t)(t->full.count / t->stride) | FULL;
	if (t->full.count + t->stride > t->full.room) {
		t->full.room = 2 * t->full.room + t->stride;
		t->full.items = mem_resize(t->full.items, t->full.room, 1);
	}
	memcpy(t->full.items + t->full.count, weights, t->stride);
	t->full.count += t->stride;
}

static void add_list(struct thinned *t, struct row *row, const int8_t *weights)
{
	size_t at = 0, start = t->lists.count;
	row->place = (uint32_t)start;
	*vec_push(&t->lists) = 0;
	for (size_t c = 0; c < t->columns; c++) {
		if (weights[c] == 0 && c - at < GAP_MOST)
			continue;
		*vec_push(&t->lists) =
			(uint16_t)((c - at) | (size_t)(unsigned char)weights[c] << 8);
		at = c;
	}
	t->lists.items[start] = (uint16_t)(t->lists.count - start - 1);
}

struct thinned *thinned_create(const float *weights, size_t rows, size_t columns, size_t stride)
{
	struct thinned *t = mem_new(1, sizeof(*t));
	t->rows = mem_new(rows, sizeof(*t->rows));
	t->row_count = rows;
	t->columns = columns;
	t->stride = (columns + BYTE_ROWS_BLOCK - 1) / BYTE_ROWS_BLOCK * BYTE_ROWS_BLOCK;
	int8_t *bytes = mem_new(t->stride, sizeof(*bytes));
	for (size_t r = 0; r < rows; r++) {
		t->rows[r].scale = packed_row(weights + r * stride, columns, bytes);
		if (drop_small(bytes, columns) > columns / LISTED_MOST)
			add_full(t, &t->rows[r], bytes);
		else
			add_list(t, &t->rows[r], bytes);
	}
	free(bytes);
	vec_fit(&t->full);
	vec_fit(&t->lists);
	return t;
}

void thinned_destroy(struct thinned *t)
{
	if (t == NULL)
		return;
	free(t->rows);
	vec_dispose(&t->full);
	vec_dispose(&t->lists);
	free(t);
}

size_t thinned_bytes(const struct thinned *t)
{
	return sizeof(*t) + t->row_count * sizeof(*t->rows) + t->full.count +
	       t->lists.count * sizeof(*t->lists.items);
}

/* ---- asking ---- */

/* What is needed next, all of it before the first is: rows are far apart in memory. */
static void fetch(const struct thinned *t, struct row row)
{
	if ((row.place & FULL) == 0) {
		__builtin_prefetch(t->lists.items + row.place);
		return;
	}
	const int8_t *bytes = t->full.items + (row.place & ~FULL) * t->stride;
	for (size_t at = 0; at < t->stride; at += 64)
		__builtin_prefetch(bytes + at);
}

static void add_listed(const uint16_t *list, int16_t value, int32_t *sums)
{
	size_t column = 0;
	for (size_t left = *list++; left > 0; left--, list++) {
		column += *list & 0xFF;
		sums[column] += (int32_t)(int8_t)(*list >> 8) * value;
	}
}

static void add_rows(const struct thinned *t, const uint32_t *place, const int16_t *value,
		     size_t count, int32_t *sums)
{
	uint32_t full[PACKED_VALUES_MAX];
	int16_t full_value[PACKED_VALUES_MAX];
	size_t full_count = 0;
	for (size_t k = 0; k < count; k++) {
		full[full_count] = place[k] & ~FULL;
		full_value[full_count] = value[k];
		full_count += (place[k] & FULL) != 0 ? 1 : 0;
	}
	byte_rows_sum((struct byte_rows){t->full.items, t->stride}, full, full_value, full_count,
		      sums);
	for (size_t k = 0; k < count; k++) {
		if ((place[k] & FULL) == 0)
			add_listed(t->lists.items + place[k], value[k], sums);
	}
}

void thinned_sum(const struct thinned *t, const uint32_t *index, const float *value, size_t count,
		 float *out)
{
	float scaled[PACKED_VALUES_MAX];
	int16_t values[PACKED_VALUES_MAX];
	uint32_t place[PACKED_VALUES_MAX];
	int32_t sums[PACKED_COLUMNS_MAX];
	count = count < PACKED_VALUES_MAX ? count : PACKED_VALUES_MAX;
	for (size_t k = 0; k < count; k++)
		__builtin_prefetch(&t->rows[index[k]]);
	for (size_t k = 0; k < count; k++) {
		struct row row = t->rows[index[k]];
		fetch(t, row);
		scaled[k] = value[k] * row.scale;
		place[k] = row.place;
	}
	float unit = count > 0 ? packed_values(scaled, count, values) : 0;
	if (!(unit > 0)) {
		memset(out, 0, t->stride * sizeof(*out));
		return;
	}
	add_rows(t, place, values, count, sums);
	for (size_t c = 0; c < t->stride; c++)
		out[c] = (float)sums[c] * unit;
}
