/*
 * Three blocks, each of length 1: stems; neighbouring stems, and with one or two words between at
 * 0.6; character n-grams of 2 to 4 inside the borders of words, of 1 to 4 in runs of Chinese. No
 * feature is dropped, none is mended, what is not known counts for nothing. `-s 1 -c 1`.
 */
#include "tests/bench/intents/reference.h"

#include <linear.h>
#include <math.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "config/load/mem.h"
#include "config/text/normalize.h"
#include "config/text/tokens.h"
#include "intents/features/stem.h"

#define TOKENS_MAX 2048
#define GAP_WEIGHT 0.6
#define EPSILON 0.1 /* LIBLINEAR's own for -s 1 */

enum block { WORDS, PAIRS, GRAMS, BLOCKS };

/* A feature of a message: its hash at first, its number once counted. */
struct feature {
	uint64_t hash;
	size_t number;
	double weight; /* of its kind, then in the vector */
	enum block block;
	int count;
};

struct bagged_message {
	VEC(struct feature) features;
	char *text; /* normalised */
	size_t label, nth;
};

struct known {
	uint64_t hash;
	double messages; /* that have it; 0: a free slot */
	size_t number;
};

struct vocabulary {
	struct known *slots;
	size_t room, count;
};

struct reading {
	struct stemmers *stemmers;
	enum stem_kind stem;
	struct token tokens[TOKENS_MAX];
	char text[NORMALIZE_OUT_MAX + 1];
};

static uint64_t hash_of(enum block block, const char *bytes, size_t len)
{
	uint64_t h = 14695981039346656037ULL + (uint64_t)block;
	for (size_t i = 0; i < len; i++)
		h = (h ^ (unsigned char)bytes[i]) * 1099511628211ULL;
	h = (h ^ h >> 32) * 0x9E3779B97F4A7C15ULL;
	return h ^ h >> 29;
}

/* ---- features ---- */

static void add(struct bagged_message *m, enum block block, uint64_t hash, double weight)
{
	for (size_t i = 0; i < m->features.count; i++) {
		if (m->features.items[i].hash == hash) {
			m->features.items[i].count++;
			return;
		}
	}
	*vec_push(&m->features) =
		(struct feature){.hash = hash, .weight = weight, .block = block, .count = 1};
}

/* All of `least` to 4 characters. */
static void add_grams(struct bagged_message *m, const char *bytes, size_t len, size_t least)
{
	for (size_t start = 0; start < len; start++) {
		size_t characters = 0;
		if (((unsigned char)bytes[start] & 0xC0) == 0x80)
			continue;
		for (size_t end = start + 1; end <= len && characters < 4; end++) {
			if (end < len && ((unsigned char)bytes[end] & 0xC0) == 0x80)
				continue;
			if (++characters >= least)
				add(m, GRAMS, hash_of(GRAMS, bytes + start, end - start), 1);
		}
	}
}

static void add_word_grams(struct bagged_message *m, const char *word, size_t len)
{
	char *padded = mem_new(len + 3, 1);
	padded[0] = padded[len + 1] = ' ';
	memcpy(padded + 1, word, len);
	add_grams(m, padded, len + 2, 2);
	free(padded);
}

static size_t end_of_run(const struct reading *r, size_t count, size_t i)
{
	size_t end = i + 1;
	while (end < count && r->tokens[end].is_cjk &&
	       r->tokens[end].start == r->tokens[end - 1].start + r->tokens[end - 1].len)
		end++;
	return end;
}

static void add_features(struct reading *r, struct bagged_message *m)
{
	uint64_t stems[TOKENS_MAX];
	size_t count = tokens_split(m->text, strlen(m->text), r->tokens, TOKENS_MAX), run_end = 0;
	for (size_t i = 0; i < count; i++) {
		const struct token *t = &r->tokens[i];
		const char *word = m->text + t->start;
		size_t len;
		const char *stem =
			stem_word(r->stemmers, t->is_cjk ? STEM_NONE : r->stem, word, t->len, &len);
		stems[i] = hash_of(WORDS, stem, len);
		add(m, WORDS, stems[i], 1);
		if (!t->is_cjk)
			add_word_grams(m, word, t->len);
		if (!t->is_cjk || i < run_end)
			continue;
		run_end = end_of_run(r, count, i);
		add_grams(m, word,
			  r->tokens[run_end - 1].start + r->tokens[run_end - 1].len - t->start, 1);
	}
	for (size_t i = 0; i < count; i++) {
		for (size_t k = i + 1; k < count && k <= i + 3; k++) {
			const uint64_t pair[2] = {stems[i], stems[k]};
			add(m, PAIRS, hash_of(PAIRS, (const char *)pair, sizeof(pair)),
			    k == i + 1 ? 1 : GAP_WEIGHT);
		}
	}
}

/* ---- weights ---- */

static struct known *slot_of(const struct vocabulary *v, uint64_t hash)
{
	size_t at = (size_t)hash & (v->room - 1);
	while (v->slots[at].messages > 0 && v->slots[at].hash != hash)
		at = (at + 1) & (v->room - 1);
	return &v->slots[at];
}

static void count_message(struct vocabulary *v, const struct bagged_message *m)
{
	for (size_t i = 0; i < m->features.count; i++) {
		struct known *k = slot_of(v, m->features.items[i].hash);
		if (k->messages == 0)
			*k = (struct known){.hash = m->features.items[i].hash,
					    .number = ++v->count};
		k->messages += 1;
	}
}

static int compare_nodes(const void *a, const void *b)
{
	return ((const struct feature_node *)a)->index - ((const struct feature_node *)b)->index;
}

/* Returns owned, in order of number, with the end that LIBLINEAR wants. */
static struct feature_node *vector_of(const struct vocabulary *v, const struct bagged_message *m,
				      double examples)
{
	struct feature_node *nodes = mem_new(m->features.count + 1, sizeof(*nodes));
	double square[BLOCKS] = {0};
	size_t count = 0;
	for (size_t i = 0; i < m->features.count; i++) {
		const struct feature *f = &m->features.items[i];
		double idf = log((1 + examples) / (1 + slot_of(v, f->hash)->messages)) + 1;
		double w = f->weight * (1 + log(f->count)) * idf;
		square[f->block] += slot_of(v, f->hash)->messages > 0 ? w * w : 0;
	}
	for (size_t i = 0; i < m->features.count; i++) {
		const struct feature *f = &m->features.items[i];
		const struct known *k = slot_of(v, f->hash);
		double idf = log((1 + examples) / (1 + k->messages)) + 1;
		double w = f->weight * (1 + log(f->count)) * idf;
		if (k->messages > 0)
			nodes[count++] =
				(struct feature_node){(int)k->number, w / sqrt(square[f->block])};
	}
	qsort(nodes, count, sizeof(*nodes), compare_nodes);
	nodes[count].index = -1;
	return nodes;
}

/* ---- learning and judging ---- */

struct task {
	const struct bagged_message *messages;
	const bool *held_back; /* by message */
	size_t count;
};

static void silent(const char *text)
{
	(void)text;
}

static struct model *learn(const struct task *t, struct vocabulary *v, double examples)
{
	struct feature_node **rows = mem_new(t->count, sizeof(*rows));
	double *labels = mem_new(t->count, sizeof(*labels));
	struct problem p = {.y = labels, .x = rows, .bias = -1, .n = (int)v->count};
	const struct parameter how = {.solver_type = L2R_L2LOSS_SVC_DUAL, .eps = EPSILON, .C = 1};
	for (size_t i = 0; i < t->count; i++) {
		if (t->held_back[i])
			continue;
		labels[p.l] = (double)t->messages[i].label;
		rows[p.l++] = vector_of(v, &t->messages[i], examples);
	}
	set_print_string_function(silent);
	struct model *m = train(&p, &how);
	while (p.l > 0)
		free(rows[--p.l]);
	free(rows);
	free(labels);
	return m;
}

/* How many of those held back are found. */
static size_t judge(const struct task *t)
{
	struct vocabulary v = {.room = 1024};
	size_t features = 0, right = 0;
	double examples = 0;
	for (size_t i = 0; i < t->count; i++)
		features += t->messages[i].features.count;
	while (v.room < 2 * features)
		v.room *= 2;
	v.slots = mem_new(v.room, sizeof(*v.slots));
	for (size_t i = 0; i < t->count; i++) {
		if (t->held_back[i])
			continue;
		count_message(&v, &t->messages[i]);
		examples += 1;
	}
	struct model *m = learn(t, &v, examples);
	for (size_t i = 0; i < t->count; i++) {
		if (!t->held_back[i])
			continue;
		struct feature_node *x = vector_of(&v, &t->messages[i], examples);
		right += (size_t)predict(m, x) == t->messages[i].label ? 1 : 0;
		free(x);
	}
	free_and_destroy_model(&m);
	free(v.slots);
	return right;
}

/* ---- messages ---- */

struct class
{
	const char *label; /* borrowed */
	size_t messages;
};

struct all {
	VEC(struct bagged_message) list;
	VEC(struct class) classes;
};

static size_t class_of(struct all *a, const char *label)
{
	for (size_t i = 0; i < a->classes.count; i++) {
		if (strcmp(a->classes.items[i].label, label) == 0)
			return i;
	}
	*vec_push(&a->classes) = (struct class){.label = label};
	return a->classes.count - 1;
}

static bool is_repeated(const struct all *a, const char *text)
{
	for (size_t i = 0; i < a->list.count; i++) {
		if (strcmp(a->list.items[i].text, text) == 0)
			return true;
	}
	return false;
}

/* A sentence that is there already is left out when they are dealt out to folds. */
static void read_all(struct all *a, const struct messages *m, struct reading *r, bool once)
{
	for (size_t i = 0; i < m->list.count; i++) {
		const struct message *x = &m->list.items[i];
		struct bagged_message made = {.label = class_of(a, x->label)};
		if (normalize_text(x->text, strlen(x->text), r->text, sizeof(r->text)) < 0 ||
		    (once && is_repeated(a, r->text)))
			continue;
		made.text = mem_string(r->text);
		made.nth = a->classes.items[made.label].messages++;
		add_features(r, &made);
		*vec_push(&a->list) = made;
	}
}

static double percent_of_folds(const struct all *a, size_t folds)
{
	size_t right = 0;
	bool *held_back = mem_new(a->list.count, sizeof(*held_back));
	const struct task t = {
		.messages = a->list.items, .held_back = held_back, .count = a->list.count};
	for (size_t fold = 0; fold < folds; fold++) {
		for (size_t i = 0; i < t.count; i++)
			held_back[i] = (t.messages[i].nth + t.messages[i].label) % folds == fold;
		right += judge(&t);
	}
	free(held_back);
	return 100.0 * (double)right / (double)t.count;
}

static double percent_of_the_rest(const struct all *a, size_t trained)
{
	bool *held_back = mem_new(a->list.count, sizeof(*held_back));
	for (size_t i = trained; i < a->list.count; i++)
		held_back[i] = true;
	const struct task t = {
		.messages = a->list.items, .held_back = held_back, .count = a->list.count};
	size_t right = judge(&t);
	free(held_back);
	return 100.0 * (double)right / (double)(t.count - trained);
}

double reference_accuracy(const struct messages *train, const struct messages *valid,
			  const char *locale, size_t folds)
{
	struct all a = {0};
	struct reading *r = mem_new(1, sizeof(*r));
	r->stemmers = stemmers_create();
	r->stem = stem_kind_of(locale);
	read_all(&a, train, r, valid->list.count == 0);
	size_t trained = a.list.count;
	read_all(&a, valid, r, false);
	double percent = a.list.count == trained ? percent_of_folds(&a, folds)
						 : percent_of_the_rest(&a, trained);
	for (size_t i = 0; i < a.list.count; i++) {
		vec_dispose(&a.list.items[i].features);
		free(a.list.items[i].text);
	}
	vec_dispose(&a.list);
	vec_dispose(&a.classes);
	stemmers_destroy(r->stemmers);
	free(r);
	return percent;
}
