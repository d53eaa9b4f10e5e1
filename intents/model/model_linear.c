/*
 * L2-regularised L2-loss support vectors, one class against the rest, solved in the dual by
 * coordinate descent (Hsieh et al. 2008, what LIBLINEAR's -s 1 does), with all classes of an
 * example updated together: weights lie row by row (a feature's weights for all classes side by
 * side), so one walk over the features of an example serves every class, four at a time.
 *
 * Deterministic: a fixed shuffle, and each class is a lane of its own, so vectors of any width give
 * the same bits.
 */
#include "intents/model/model.h"

#include <stdlib.h>
#include <string.h>

#include "config/load/mem.h"

#define COST 1.0f /* of an example on the wrong side; 1 / (2 COST) is the diagonal of the dual */
#define PASSES_MAX 10   /* more gains nothing that validation sees */
#define GAP_ENOUGH 0.1f /* largest violation of a pass that still counts as solved */

typedef float lanes __attribute__((vector_size(16), may_alias));
#define LANES 4

struct linear {
	float *weights; /* feature_count rows of `stride` */
	size_t stride;
	size_t feature_count;
};

static void prefetch(const float *row)
{
	__builtin_prefetch(row);
	__builtin_prefetch(row + 16);
}

struct solver {
	const struct model_data *data;
	struct linear *model;
	float *dual;   /* a row of `stride` for each example */
	float *scores; /* of the example at hand */
	float *step;   /* the weights' change along its vector, by class */
	float worst;   /* violation of this pass */
};

/* Sums the weighted rows, WIDTH lanes of classes at a time so that the sums stay in registers. Rows
 * are far apart in memory, so those that come next are asked for early. The order of additions of a
 * class never changes. */
#define WIDTH 8
#define AHEAD 6

static void add_rows_narrow(const struct linear *m, size_t lane, const uint32_t *index,
			    const float *value, size_t count, lanes *sum)
{
	lanes total = {0};
	for (size_t k = 0; k < count; k++)
		total += ((const lanes *)(m->weights + (size_t)index[k] * m->stride))[lane] *
			 value[k];
	sum[lane] = total;
}

static void add_rows(const struct linear *m, const uint32_t *index, const float *value,
		     size_t count, float *scores)
{
	lanes *sum = (lanes *)scores;
	size_t lane = 0, lane_count = m->stride / LANES;
	for (; lane + WIDTH <= lane_count; lane += WIDTH) {
		lanes total[WIDTH] = {{0}};
		for (size_t k = 0; k < count; k++) {
			const lanes *row =
				(const lanes *)(m->weights + (size_t)index[k] * m->stride) + lane;
			if (k + AHEAD < count)
				prefetch(m->weights + (size_t)index[k + AHEAD] * m->stride +
					 lane * LANES);
			for (size_t c = 0; c < WIDTH; c++)
				total[c] += row[c] * value[k];
		}
		memcpy(sum + lane, total, sizeof(total));
	}
	for (; lane < lane_count; lane++)
		add_rows_narrow(m, lane, index, value, count, sum);
}

static void move_rows(const struct linear *m, const uint32_t *index, const float *value,
		      size_t count, const float *step)
{
	for (size_t k = 0; k < count; k++) {
		lanes *row = (lanes *)(m->weights + (size_t)index[k] * m->stride);
		const lanes *by = (const lanes *)step;
		float x = value[k];
		for (size_t c = 0; c < m->stride / LANES; c++)
			row[c] += by[c] * x;
	}
}

/* When few classes moved, only their columns. */
static void move_columns(const struct linear *m, const uint32_t *index, const float *value,
			 size_t count, const float *step, const uint32_t *classes,
			 size_t class_count)
{
	for (size_t k = 0; k < count; k++) {
		float *row = m->weights + (size_t)index[k] * m->stride;
		for (size_t c = 0; c < class_count; c++)
			row[classes[c]] += step[classes[c]] * value[k];
	}
}

#define COLUMNS_MAX 16

static void visit_example(struct solver *s, size_t example)
{
	const struct sparse_set *set = s->data->vectors;
	size_t start = set->start[example], count = set->start[example + 1] - start;
	const uint32_t *index = set->index + start;
	const float *value = set->value + start;
	float *dual = s->dual + example * s->model->stride;
	float square = 0;
	uint32_t moved[COLUMNS_MAX];
	size_t moved_count = 0;
	for (size_t k = 0; k < count; k++)
		square += value[k] * value[k];
	const float diagonal = 1.0f / (2.0f * COST);
	const float curvature = square + diagonal;
	add_rows(s->model, index, value, count, s->scores);
	for (uint32_t c = 0; c < s->data->class_count; c++) {
		float side = s->data->labels[example] == c ? 1.0f : -1.0f;
		float gradient = side * s->scores[c] - 1.0f + diagonal * dual[c];
		float violation = dual[c] == 0 && gradient > 0 ? 0 : gradient;
		s->step[c] = 0;
		if (violation == 0)
			continue;
		if (violation > s->worst || -violation > s->worst)
			s->worst = violation < 0 ? -violation : violation;
		float was = dual[c];
		float now = was - gradient / curvature;
		dual[c] = now > 0 ? now : 0;
		s->step[c] = (dual[c] - was) * side;
		if (moved_count < COLUMNS_MAX)
			moved[moved_count] = c;
		moved_count++;
	}
	if (moved_count <= COLUMNS_MAX && moved_count * 4 < s->model->stride)
		move_columns(s->model, index, value, count, s->step, moved, moved_count);
	else
		move_rows(s->model, index, value, count, s->step);
}

/* Fisher-Yates with a fixed seed (xorshift). */
static void shuffle(uint32_t *order, size_t count, uint64_t *seed)
{
	for (size_t i = count; i > 1; i--) {
		*seed ^= *seed << 13;
		*seed ^= *seed >> 7;
		*seed ^= *seed << 17;
		size_t j = (size_t)(*seed % i);
		uint32_t swap = order[i - 1];
		order[i - 1] = order[j];
		order[j] = swap;
	}
}

static void *linear_train(const struct model_data *data)
{
	struct linear *m = mem_new(1, sizeof(*m));
	m->stride = (data->class_count + LANES - 1) / LANES * LANES;
	m->feature_count = data->feature_count;
	m->weights = mem_new(data->feature_count * m->stride, sizeof(*m->weights));
	struct solver s = {.data = data, .model = m};
	s.dual = mem_new(data->vectors->count * m->stride, sizeof(*s.dual));
	s.scores = mem_new(m->stride, sizeof(*s.scores));
	s.step = mem_new(m->stride, sizeof(*s.step));
	uint32_t *order = mem_new(data->vectors->count, sizeof(*order));
	for (size_t i = 0; i < data->vectors->count; i++)
		order[i] = (uint32_t)i;
	uint64_t seed = 88172645463325252ULL;
	for (int pass = 0; pass < PASSES_MAX; pass++) {
		s.worst = 0;
		shuffle(order, data->vectors->count, &seed);
		for (size_t i = 0; i < data->vectors->count; i++)
			visit_example(&s, order[i]);
		if (s.worst < GAP_ENOUGH)
			break;
	}
	free(order);
	free(s.step);
	free(s.scores);
	free(s.dual);
	return m;
}

static void linear_destroy(void *model)
{
	struct linear *m = model;
	if (m == NULL)
		return;
	free(m->weights);
	free(m);
}

static size_t linear_bytes(const void *model)
{
	const struct linear *m = model;
	return m->feature_count * m->stride * sizeof(*m->weights);
}

static void linear_score(const void *model, const struct sparse *v, float *scores)
{
	add_rows(model, v->index, v->value, v->count, scores);
}

const struct intent_model model_linear = {
	.kind = "linear-1",
	.train = linear_train,
	.destroy = linear_destroy,
	.bytes = linear_bytes,
	.score = linear_score,
};
