/*
 * Coordinate descent in the dual (Keerthi et al. 2008, what LIBLINEAR's -s 4 does): an example at a
 * time, whose duals for all classes are solved together. One against the rest was there before and
 * is worse: rejecting what no class is like, right answers with few examples and with many.
 * Weights lie row by row (a feature's weights for all classes side by side), so one walk over the
 * features of an example serves every class, eight at a time.
 *
 * An example pulls its class up and those down that come too near; the others' duals are 0 and soon
 * stay so. As LIBLINEAR does, such a pair is left out until the end, when one pass looks at all
 * again; the few classes that are left are then computed one by one.
 *
 * Deterministic: a fixed shuffle, and each class is a lane of its own, so vectors of any width give
 * the same bits, and so do one lane and eight.
 */
#include "intents/model/solver.h"

#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>

#include "config/load/mem.h"

#define COST 1.0f   /* of an example, for each point that a class is too near its own */
#define MARGIN 2.0f /* that its own is to be ahead of all others */
#define LANES 8
#define FEW 16        /* one in so many classes is few enough to compute them one by one */
#define FEW_MOVED 8   /* or to move their weights so */
#define SOLVED 1e-12f /* an example that violates less stays as it is */
#define NEVER 3.0e38f

/* Anywhere in memory, and two halves where the processor has no such registers. */
typedef float lanes __attribute__((vector_size(32), may_alias, aligned(4)));

struct solver {
	const struct model_data *data;
	size_t stride;
	float *weights;      /* feature_count rows of `stride` */
	float *dual;         /* a row of `stride` for each example, */
	const uint32_t *row; /* which is the example's number here; NULL: its own */
	unsigned char *idle; /* a row of `class_count` for each example: the pair is left out */
	float *scores;       /* of the example at hand, by class; then its gradients */
	float *step;         /* the weights' change along its vector, by class */
	float *pull;         /* on the duals of those classes, down */
	uint32_t *classes;   /* that are not idle for it */
	size_t class_count;
	float worst; /* violation of this pass */
};

/* Pages of 2 MiB where the system has them: rows are far apart, and looking up a small page costs
 * as much as the row. Zeroed; release with free(). */
#define PAGE ((size_t)2 * 1024 * 1024)

static float *big_new(size_t count)
{
	size_t size = count * sizeof(float);
	if (size < PAGE)
		return mem_new(count, sizeof(float));
	size = (size + PAGE - 1) / PAGE * PAGE;
	float *memory = aligned_alloc(PAGE, size);
	if (memory == NULL)
		return mem_new(count, sizeof(float));
	(void)madvise(memory, size, MADV_HUGEPAGE);
	memset(memory, 0, size);
	return memory;
}

static void prefetch(const float *row)
{
	__builtin_prefetch(row);
	__builtin_prefetch(row + 16);
}

/* ---- scores of an example ---- */

/* Sums the weighted rows, WIDTH lanes of classes at a time so that the sums stay in registers. Rows
 * are far apart in memory, so those that come next are asked for early. The order of additions of a
 * class never changes. */
#define WIDTH 5
#define AHEAD 6
#define INLINE static inline __attribute__((always_inline))

INLINE void add_rows_narrow(const struct solver *s, size_t lane, const uint32_t *index,
			    const float *value, size_t count, lanes *sum)
{
	lanes total = {0};
	for (size_t k = 0; k < count; k++)
		total += ((const lanes *)(s->weights + (size_t)index[k] * s->stride))[lane] *
			 value[k];
	sum[lane] = total;
}

INLINE void add_rows_with(const struct solver *s, const uint32_t *index, const float *value,
			  size_t count)
{
	lanes *sum = (lanes *)s->scores;
	size_t lane = 0, lane_count = s->stride / LANES;
	for (; lane + WIDTH <= lane_count; lane += WIDTH) {
		lanes total[WIDTH] = {{0}};
		for (size_t k = 0; k < count; k++) {
			const lanes *row =
				(const lanes *)(s->weights + (size_t)index[k] * s->stride) + lane;
			if (k + AHEAD < count)
				prefetch(s->weights + (size_t)index[k + AHEAD] * s->stride +
					 lane * LANES);
			for (size_t c = 0; c < WIDTH; c++)
				total[c] += row[c] * value[k];
		}
		memcpy(sum + lane, total, sizeof(total));
	}
	for (; lane < lane_count; lane++)
		add_rows_narrow(s, lane, index, value, count, sum);
}

static void add_columns(const struct solver *s, const uint32_t *index, const float *value,
			size_t count)
{
	for (size_t c = 0; c < s->class_count; c++)
		s->scores[s->classes[c]] = 0;
	for (size_t k = 0; k < count; k++) {
		const float *row = s->weights + (size_t)index[k] * s->stride;
		for (size_t c = 0; c < s->class_count; c++)
			s->scores[s->classes[c]] += row[s->classes[c]] * value[k];
	}
}

/* ---- moving the weights ---- */

INLINE void move_rows_with(const struct solver *s, const uint32_t *index, const float *value,
			   size_t count)
{
	const lanes *by = (const lanes *)s->step;
	for (size_t k = 0; k < count; k++) {
		lanes *row = (lanes *)(s->weights + (size_t)index[k] * s->stride);
		float x = value[k];
		for (size_t c = 0; c < s->stride / LANES; c++)
			row[c] += by[c] * x;
	}
}

/* ---- with the widest registers there are ---- */

#ifdef __x86_64__
__attribute__((target("avx2"))) static void
add_rows_avx2(const struct solver *s, const uint32_t *index, const float *value, size_t count)
{
	add_rows_with(s, index, value, count);
}

__attribute__((target("avx2"))) static void
move_rows_avx2(const struct solver *s, const uint32_t *index, const float *value, size_t count)
{
	move_rows_with(s, index, value, count);
}
#endif

static void add_rows(const struct solver *s, const uint32_t *index, const float *value,
		     size_t count)
{
#ifdef __x86_64__
	if (__builtin_cpu_supports("avx2")) {
		add_rows_avx2(s, index, value, count);
		return;
	}
#endif
	add_rows_with(s, index, value, count);
}

static void move_rows(const struct solver *s, const uint32_t *index, const float *value,
		      size_t count)
{
#ifdef __x86_64__
	if (__builtin_cpu_supports("avx2")) {
		move_rows_avx2(s, index, value, count);
		return;
	}
#endif
	move_rows_with(s, index, value, count);
}

static void move_columns(const struct solver *s, const uint32_t *index, const float *value,
			 size_t count)
{
	for (size_t k = 0; k < count; k++) {
		float *row = s->weights + (size_t)index[k] * s->stride;
		for (size_t c = 0; c < s->class_count; c++)
			row[s->classes[c]] += s->step[s->classes[c]] * value[k];
	}
}

/* By `step`, which is 0 but for the listed classes. */
static void move(const struct solver *s, const uint32_t *index, const float *value, size_t count)
{
	if (s->class_count * FEW_MOVED < s->stride)
		move_columns(s, index, value, count);
	else
		move_rows(s, index, value, count);
}

/* ---- one example ---- */

static void list_classes(struct solver *s, const unsigned char *idle)
{
	s->class_count = 0;
	for (uint32_t c = 0; c < s->data->class_count; c++) {
		if (idle[c] == 0)
			s->classes[s->class_count++] = c;
	}
}

static float *dual_of(const struct solver *s, size_t example)
{
	return s->dual + (s->row != NULL ? s->row[example] : example) * s->stride;
}

/* Makes gradients of the scores and returns how far they are from an optimum: the highest of all
 * less the lowest of those whose dual could rise. Classes that are below that without a dual are
 * idle from now on. */
static float fill_gradients(struct solver *s, uint32_t own, const float *dual, unsigned char *idle)
{
	float most = -NEVER, least = NEVER;
	size_t left = 0;
	for (size_t i = 0; i < s->class_count; i++) {
		uint32_t c = s->classes[i];
		float g = s->scores[c] += c == own ? 0 : MARGIN;
		most = g > most ? g : most;
		if (g < least && dual[c] < (c == own ? COST : 0))
			least = g;
	}
	for (size_t i = 0; i < s->class_count; i++) {
		uint32_t c = s->classes[i];
		idle[c] = c != own && dual[c] == 0 && s->scores[c] < least;
		s->classes[left] = c;
		left += idle[c] == 0 ? 1 : 0;
	}
	s->class_count = left;
	return most - least;
}

/* The level above which `pull` adds up to `total`: what lies below the mean of all is left out
 * until nothing does (Michelot). Overwrites them. */
static float find_level(float *pull, size_t count, float total)
{
	for (;;) {
		float sum = -total;
		size_t left = 0;
		for (size_t i = 0; i < count; i++)
			sum += pull[i];
		float level = sum / (float)count;
		for (size_t i = 0; i < count; i++) {
			pull[left] = pull[i];
			left += pull[i] > level ? 1 : 0;
		}
		if (left == count || left == 0)
			return level;
		count = left;
	}
}

/* Moves the duals of all listed classes to where they are best, the others being as they are: their
 * sum stays 0, and those that are pulled above a level go down. Leaves the classes that moved. */
static void descend(struct solver *s, uint32_t own, float curvature, float *dual)
{
	size_t moved = 0;
	for (size_t i = 0; i < s->class_count; i++) {
		uint32_t c = s->classes[i];
		s->pull[i] = s->scores[c] - curvature * dual[c] + (c == own ? curvature * COST : 0);
	}
	float level = find_level(s->pull, s->class_count, curvature * COST);
	for (size_t i = 0; i < s->class_count; i++) {
		uint32_t c = s->classes[i];
		float most = c == own ? COST : 0;
		float now = (level - s->scores[c]) / curvature + dual[c];
		now = now < most ? now : most;
		s->step[c] = now - dual[c];
		dual[c] = now;
		s->classes[moved] = c;
		moved += s->step[c] != 0 ? 1 : 0;
	}
	s->class_count = moved;
}

static void visit_example(struct solver *s, size_t example)
{
	const struct sparse_set *set = s->data->vectors;
	size_t start = set->start[example], count = set->start[example + 1] - start;
	const uint32_t *index = set->index + start;
	const float *value = set->value + start;
	float *dual = dual_of(s, example), square = 0;
	unsigned char *idle = s->idle + example * s->data->class_count;
	uint32_t own = s->data->labels[example];
	for (size_t k = 0; k < count; k++)
		square += value[k] * value[k];
	list_classes(s, idle);
	if (s->class_count < 2 || square == 0)
		return;
	bool few = s->class_count * FEW < s->stride;
	if (few)
		add_columns(s, index, value, count);
	else
		add_rows(s, index, value, count);
	float violation = fill_gradients(s, own, dual, idle);
	if (violation <= SOLVED)
		return;
	s->worst = violation > s->worst ? violation : s->worst;
	if (!few)
		memset(s->step, 0, s->stride * sizeof(*s->step));
	descend(s, own, square, dual);
	move(s, index, value, count);
}

/* ---- all of them ---- */

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

/* Returns the largest violation. */
static float run_pass(struct solver *s, const uint32_t *order)
{
	s->worst = 0;
	for (size_t i = 0; i < s->data->vectors->count; i++)
		visit_example(s, order[i]);
	return s->worst;
}

static void wake_all(struct solver *s)
{
	memset(s->idle, 0, s->data->vectors->count * s->data->class_count);
}

/* The weights that belong to the duals: the sum of all examples times theirs. */
static void add_up_weights(struct solver *s)
{
	const struct sparse_set *set = s->data->vectors;
	for (size_t i = 0; i < set->count; i++) {
		const float *dual = dual_of(s, i);
		size_t start = set->start[i], moved = 0;
		memset(s->step, 0, s->stride * sizeof(*s->step));
		for (uint32_t c = 0; c < s->data->class_count; c++) {
			s->step[c] = dual[c];
			if (dual[c] != 0)
				s->classes[moved++] = c;
		}
		s->class_count = moved;
		move(s, set->index + start, set->value + start, set->start[i + 1] - start);
	}
}

/* Solved is what a pass over all pairs finds solved. */
static void run_passes(struct solver *s, const struct solver_limits *limits, uint32_t *order)
{
	uint64_t seed = 88172645463325252ULL;
	bool all = true;
	wake_all(s);
	if (s->data->memory != NULL && s->data->memory->filled)
		add_up_weights(s);
	for (unsigned pass = 0; pass < limits->passes; pass++) {
		shuffle(order, s->data->vectors->count, &seed);
		bool solved = run_pass(s, order) < limits->gap;
		if (solved && all)
			break;
		all = solved || pass + 2 >= limits->passes;
		if (all)
			wake_all(s);
	}
}

float *solver_run(const struct model_data *data, const struct solver_limits *limits,
		  size_t *ret_stride)
{
	size_t examples = data->vectors->count, stride = MODEL_MEMORY_ROW(data->class_count);
	struct model_memory *memory = data->memory;
	struct solver s = {
		.data = data,
		.stride = stride,
		.weights = big_new(data->feature_count * stride),
		.dual = memory != NULL ? memory->dual : big_new(examples * stride),
		.row = memory != NULL ? data->samples : NULL,
		.idle = mem_new(examples * data->class_count, 1),
		.scores = mem_new(stride, sizeof(float)),
		.step = mem_new(stride, sizeof(float)),
		.classes = mem_new(stride, sizeof(uint32_t)),
		.pull = mem_new(stride, sizeof(float)),
	};
	uint32_t *order = mem_new(examples, sizeof(*order));
	for (size_t i = 0; i < examples; i++)
		order[i] = (uint32_t)i;
	run_passes(&s, limits, order);
	free(order);
	free(s.pull);
	free(s.classes);
	free(s.step);
	free(s.scores);
	free(s.idle);
	if (memory == NULL)
		free(s.dual);
	else
		memory->filled = true;
	*ret_stride = stride;
	return s.weights;
}
