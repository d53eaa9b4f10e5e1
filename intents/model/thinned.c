/*
 * A list has two bytes a weight: how many columns further on it stands, and the weight. A weight
 * that is small beside the largest of its row counts for nothing and is dropped; of four, hardly
 * one is left, and the accuracy is the same. Rows stand one after the other, full ones among lists,
 * which are always shorter.
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
#define LINE ((size_t)64) /* of the cache */

struct row {
	uint32_t start; /* in `data`; it ends where the next one starts */
	float scale;
};

struct thinned {
	struct row *rows; /* and one that ends them */
	size_t row_count, columns, stride;
	VEC(uint16_t) data; /* of a list: column gap | weight << 8; of a full row: two weights */
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

static void add_full(struct thinned *t, const int8_t *weights)
{
	for (size_t c = 0; c < t->stride; c += 2) {
		uint16_t two;
		memcpy(&two, weights + c, sizeof(two));
		*vec_push(&t->data) = two;
	}
}

static void add_list(struct thinned *t, const int8_t *weights)
{
	size_t at = 0;
	for (size_t c = 0; c < t->columns; c++) {
		if (weights[c] == 0 && c - at < GAP_MOST)
			continue;
		*vec_push(&t->data) = (uint16_t)((c - at) | (size_t)(unsigned char)weights[c] << 8);
		at = c;
	}
}

/* A list is shorter than a full row: there are gaps in it of up to GAP_MOST, and weights in fewer
 * than one column of LISTED_MOST. */
static void add_row(struct thinned *t, int8_t *weights)
{
	if (drop_small(weights, t->columns) > t->columns / LISTED_MOST)
		add_full(t, weights);
	else
		add_list(t, weights);
}

struct thinned *thinned_create(const float *weights, size_t rows, size_t columns, size_t stride)
{
	struct thinned *t = mem_new(1, sizeof(*t));
	t->rows = mem_new(rows + 1, sizeof(*t->rows));
	t->row_count = rows;
	t->columns = columns;
	t->stride = (columns + BYTE_ROWS_BLOCK - 1) / BYTE_ROWS_BLOCK * BYTE_ROWS_BLOCK;
	int8_t *bytes = mem_new(t->stride, sizeof(*bytes));
	for (size_t r = 0; r < rows; r++) {
		t->rows[r].scale = packed_row(weights + r * stride, columns, bytes);
		add_row(t, bytes);
		t->rows[r + 1].start = (uint32_t)t->data.count;
	}
	free(bytes);
	vec_fit(&t->data);
	return t;
}

void thinned_destroy(struct thinned *t)
{
	if (t == NULL)
		return;
	free(t->rows);
	vec_dispose(&t->data);
	free(t);
}

size_t thinned_bytes(const struct thinned *t)
{
	return sizeof(*t) + (t->row_count + 1) * sizeof(*t->rows) +
	       t->data.count * sizeof(*t->data.items);
}

/* ---- asking ---- */

/* The rows of a message, and which of its values each is multiplied by. */
struct asked {
	const int8_t *full[PACKED_VALUES_MAX];
	uint16_t full_value[PACKED_VALUES_MAX];
	size_t full_count;
	struct list {
		uint32_t start;
		uint16_t length, value;
	} lists[PACKED_VALUES_MAX];
	size_t list_count;
};

/* Sorts the rows without a branch, which would often go wrong, and has them fetched before the
 * first is needed: they are far apart in memory. `ret_scaled` are the values times what 1 is worth
 * in their row. */
static void find_rows(const struct thinned *t, const uint32_t *index, const float *value,
		      size_t count, struct asked *restrict ret, float *restrict ret_scaled)
{
	const uint16_t *data = t->data.items;
	const uint32_t full_length = (uint32_t)t->stride / 2;
	size_t full = 0, lists = 0;
	for (size_t k = 0; k < count; k++) {
		const struct row *row = &t->rows[index[k]];
		uint32_t start = row->start, length = row[1].start - start;
		ret_scaled[k] = value[k] * row->scale;
		ret->full[full] = (const int8_t *)(data + start);
		ret->full_value[full] = (uint16_t)k;
		full += length == full_length ? 1 : 0;
		ret->lists[lists] = (struct list){start, (uint16_t)length, (uint16_t)k};
		lists += length != full_length ? 1 : 0;
		__builtin_prefetch(data + start);
	}
	for (size_t at = LINE; at < t->stride; at += LINE) {
		for (size_t k = 0; k < full; k++)
			__builtin_prefetch(ret->full[k] + at);
	}
	ret->full_count = full;
	ret->list_count = lists;
}

static void add_listed(const uint16_t *items, size_t count, int16_t value, int32_t *sums)
{
	for (size_t i = 0; i < count; i++) {
		sums += items[i] & 0xFF;
		*sums += (int32_t)(int8_t)(items[i] >> 8) * value;
	}
}

static void add_rows(const struct thinned *t, const struct asked *x, const int16_t *value,
		     int32_t *sums)
{
	int16_t full_value[PACKED_VALUES_MAX];
	for (size_t k = 0; k < x->full_count; k++)
		full_value[k] = value[x->full_value[k]];
	byte_rows_sum((struct byte_rows){x->full, full_value, x->full_count, t->stride}, sums);
	for (size_t k = 0; k < x->list_count; k++)
		add_listed(t->data.items + x->lists[k].start, x->lists[k].length,
			   value[x->lists[k].value], sums);
}

void thinned_sum(const struct thinned *t, const uint32_t *index, const float *value, size_t count,
		 float *out)
{
	float scaled[PACKED_VALUES_MAX];
	int16_t values[PACKED_VALUES_MAX];
	int32_t sums[PACKED_COLUMNS_MAX];
	struct asked asked;
	count = count < PACKED_VALUES_MAX ? count : PACKED_VALUES_MAX;
	for (size_t k = 0; k < count; k++)
		__builtin_prefetch(&t->rows[index[k]]);
	find_rows(t, index, value, count, &asked, scaled);
	float unit = count > 0 ? packed_values(scaled, count, values) : 0;
	if (!(unit > 0)) {
		memset(out, 0, t->stride * sizeof(*out));
		return;
	}
	add_rows(t, &asked, values, sums);
	for (size_t c = 0; c < t->stride; c++)
		out[c] = (float)sums[c] * unit;
}
