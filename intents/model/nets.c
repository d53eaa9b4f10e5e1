/*
 * Trained as floats (net.h), kept and asked as bytes (packed.h).
 */
#include "intents/model/nets.h"

#include <stdlib.h>
#include <string.h>

#include "config/load/mem.h"
#include "intents/base/num.h"
#include "intents/model/net.h"
#include "intents/model/packed.h"

#define NETS 3
#define UNITS_MAX 192 /* with 256 no better, nor are five of 128 */
#define UNITS_FEW 128
#define LOG_LEAST -8.0f /* of a probability: less says nothing more */
#define SHARE 0.6f      /* of the mean logarithm in the score */
#define SHARPNESS 1.702f
#define EXAMPLES_LEAST 8 /* a class */
#define ALL_EXAMPLES_LEAST 60
#define WEIGHTS_MAX ((size_t)64 * 1024 * 1024) /* of one first layer */
/* What was best on validation: large catalogs afford more units, fewer passes, larger steps. */
#define LARGE 5000
#define SMALL 1000

struct layers {
	struct packed first;  /* a row a feature, a column a unit */
	struct packed second; /* a row a unit and one that is always added, a column a class */
};

struct nets {
	struct layers of[NETS];
	size_t classes;
};

static size_t units_for(size_t examples)
{
	return examples > LARGE ? UNITS_MAX : UNITS_FEW;
}

bool nets_are_worth_it(size_t features, size_t classes, size_t examples)
{
	return classes >= 2 && examples >= ALL_EXAMPLES_LEAST &&
	       examples >= EXAMPLES_LEAST * classes &&
	       features <= WEIGHTS_MAX / units_for(examples) && classes <= WEIGHTS_MAX / UNITS_MAX;
}

static void pack(struct layers *l, const struct net *n)
{
	packed_init(&l->first, n->feature_count, n->units);
	for (size_t f = 0; f < n->feature_count; f++)
		packed_set(&l->first, f, n->first + f * n->units);
	packed_init(&l->second, n->units + 1, n->class_count);
	for (size_t j = 0; j <= n->units; j++)
		packed_set(&l->second, j, n->second + j * n->stride);
}

struct nets *nets_train(const struct model_data *data, const atomic_bool *cancel)
{
	struct nets *n = mem_new(1, sizeof(*n));
	size_t examples = data->vectors->count;
	unsigned passes = examples < SMALL ? 20 : 12;
	n->classes = data->class_count;
	for (size_t i = 0; i < NETS; i++) {
		const struct net_plan plan = {
			.units = units_for(examples),
			.passes = data->rough ? passes * 2 / 3 : passes,
			.seed = 88172645463325252ULL + i * 7919,
			.rate = examples > LARGE ? 0.03f : 0.02f,
			.keep_input = 0.4f,
			.keep_hidden = 0.7f,
			.cancel = cancel,
		};
		struct net *net = net_train(data, &plan);
		if (net == NULL) {
			nets_destroy(n);
			return NULL;
		}
		pack(&n->of[i], net);
		net_destroy(net);
	}
	return n;
}

void nets_destroy(struct nets *n)
{
	if (n == NULL)
		return;
	for (size_t i = 0; i < NETS; i++) {
		packed_dispose(&n->of[i].first);
		packed_dispose(&n->of[i].second);
	}
	free(n);
}

size_t nets_bytes(const struct nets *n)
{
	size_t bytes = 0;
	for (size_t i = 0; i < NETS; i++)
		bytes += packed_bytes(&n->of[i].first) + packed_bytes(&n->of[i].second);
	return bytes;
}

/* ---- asking ---- */

/* The logarithm of each class's probability but for what is the same for all; returns that. */
static float ask(const struct layers *l, const struct sparse *v, float *out, float *exps)
{
	float hidden[UNITS_MAX + NUM_LANES];
	uint32_t units[UNITS_MAX + 1];
	size_t count = l->first.columns;
	packed_sum(&l->first, v->index, v->value, v->count, hidden);
	for (size_t j = 0; j < l->first.stride; j += NUM_LANES) {
		num_lanes *h = (num_lanes *)(hidden + j);
		*h *= num_gate_lanes(SHARPNESS * *h);
	}
	for (uint32_t j = 0; j < count; j++)
		units[j] = j;
	hidden[count] = 1.0f;
	units[count] = (uint32_t)count;
	packed_sum(&l->second, units, hidden, count + 1, out);
	float best = out[0], sum = 0;
	for (size_t c = 1; c < l->second.columns; c++)
		best = out[c] > best ? out[c] : best;
	for (size_t c = 0; c < l->second.stride; c += NUM_LANES)
		*(num_lanes *)(exps + c) = num_exp_lanes(*(num_lanes *)(out + c) - best);
	for (size_t c = 0; c < l->second.columns; c++)
		sum += exps[c];
	return best + (float)num_log((double)sum);
}

void nets_add(const struct nets *n, const struct sparse *v, float *scores, float *room)
{
	float *sum = room, *out = sum + n->of[0].second.stride;
	memset(sum, 0, n->classes * sizeof(*sum));
	for (size_t i = 0; i < NETS; i++) {
		float all = ask(&n->of[i], v, out, out + n->of[0].second.stride);
		for (size_t c = 0; c < n->classes; c++)
			sum[c] += out[c] - all;
	}
	for (size_t c = 0; c < n->classes; c++) {
		float mean = sum[c] / (float)NETS;
		scores[c] += SHARE * (mean > LOG_LEAST ? mean : LOG_LEAST);
	}
}

/* ---- keeping ---- */

static void write_packed(const struct packed *p, struct bytes_out *out)
{
	bytes_put_u32(out, (uint32_t)p->rows);
	bytes_put_u32(out, (uint32_t)p->columns);
	for (size_t r = 0; r < p->rows; r++) {
		bytes_put_f32(out, p->scale[r]);
		bytes_put(out, p->weights + r * p->stride, p->columns);
	}
}

static bool read_packed(struct packed *p, struct bytes_in *in, size_t rows, size_t columns)
{
	if (bytes_get_u32(in) != rows || bytes_get_u32(in) != columns || in->failed ||
	    (in->len - in->at) / (columns + 4) < rows)
		return false;
	packed_init(p, rows, columns);
	for (size_t r = 0; r < rows; r++) {
		p->scale[r] = bytes_get_f32(in);
		memcpy(p->weights + r * p->stride, bytes_get(in, columns), columns);
		if (!(p->scale[r] >= 0 && p->scale[r] < 1e6f))
			return false;
	}
	return true;
}

void nets_write(const struct nets *n, struct bytes_out *out)
{
	bytes_put_u32(out, (uint32_t)n->of[0].first.columns);
	for (size_t i = 0; i < NETS; i++) {
		write_packed(&n->of[i].first, out);
		write_packed(&n->of[i].second, out);
	}
}

struct nets *nets_read(struct bytes_in *in, size_t features, size_t classes)
{
	struct nets *n = mem_new(1, sizeof(*n));
	size_t units = bytes_get_u32(in);
	bool good = units > 0 && units <= UNITS_MAX;
	n->classes = classes;
	for (size_t i = 0; i < NETS && good; i++)
		good = read_packed(&n->of[i].first, in, features, units) &&
		       read_packed(&n->of[i].second, in, units + 1, classes);
	if (!good) {
		nets_destroy(n);
		return NULL;
	}
	return n;
}
