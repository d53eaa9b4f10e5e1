/* What a message's features are, and what they weigh. */
#include <criterion/criterion.h>
#include <stdlib.h>
#include <string.h>

#include "config/load/attrs.h"
#include "config/load/mem.h"
#include "intents/base/num.h"
#include "intents/features/bag.h"
#include "intents/features/sparse.h"

struct reader {
	struct bag *bag;
	struct stemmers *stemmers;
};

static struct reader reader_make(void)
{
	return (struct reader){bag_create(), stemmers_create()};
}

static void reader_remove(struct reader *r)
{
	bag_destroy(r->bag);
	stemmers_destroy(r->stemmers);
}

static const struct bag_item *read(struct reader *r, const char *text, size_t *ret_count)
{
	static const struct bag_language english = {.stem = STEM_ENGLISH};
	struct token tokens[32];
	size_t count = tokens_split(text, strlen(text), tokens, ARRAY_LEN(tokens));
	bag_fill(r->bag, r->stemmers, &english, NULL, text, tokens, count);
	return bag_items(r->bag, ret_count);
}

/* How many pairs, the words at the ends among them, two messages have in common. */
static size_t shared_pairs(struct reader *r, const char *one, const char *other)
{
	uint64_t hashes[64];
	size_t count, own = 0, shared = 0;
	const struct bag_item *items = read(r, one, &count);
	for (size_t i = 0; i < count; i++) {
		if (items[i].block == BAG_PAIRS && own < ARRAY_LEN(hashes))
			hashes[own++] = items[i].hash;
	}
	items = read(r, other, &count);
	for (size_t i = 0; i < count; i++) {
		for (size_t k = 0; k < own; k++)
			shared += items[i].block == BAG_PAIRS && items[i].hash == hashes[k];
	}
	return shared;
}

Test(features, a_message_is_known_by_how_it_begins_and_ends)
{
	struct reader r = reader_make();
	cr_expect_eq(shared_pairs(&r, "can i pay", "can i dance"), 3,
		     "the pair, the first word, the first two");
	cr_expect_eq(shared_pairs(&r, "can i pay", "and can i dance"), 1, "only the pair");
	cr_expect_eq(shared_pairs(&r, "pay it now", "dance it now"), 3);
	cr_expect_eq(shared_pairs(&r, "pay it now", "dance it now then"), 1);
	cr_expect_eq(shared_pairs(&r, "now pay", "dance now"), 0, "a begin is no end");
	cr_expect_eq(shared_pairs(&r, "hello", "hello"), 2);
	cr_expect_eq(shared_pairs(&r, "", ""), 0);
	reader_remove(&r);
}

/* To the power of 1/2 or, with `more`, 3/4. */
static double damped(double idf, bool more)
{
	double root = num_sqrt(idf);
	return more ? root * num_sqrt(root) : root;
}

/* Words and pairs by the smoothed idf to the power of 3/4, n-grams to that of 1/2. */
Test(features, rare_ones_weigh_more_but_not_by_much)
{
	static const char *const texts[] = {"pay", "pay now", "pay it", "dance"};
	struct reader r = reader_make();
	struct lexicon *l = lexicon_create();
	struct sparse *v = mem_new(1, sizeof(*v));
	size_t count;
	for (size_t i = 0; i < ARRAY_LEN(texts); i++) {
		const struct bag_item *items = read(&r, texts[i], &count);
		lexicon_add(l, items, count);
	}
	lexicon_finish(l);
	for (size_t i = 0; i < ARRAY_LEN(texts); i += 3) {
		const struct bag_item *items = read(&r, texts[i], &count);
		lexicon_vector(l, items, count, v);
		cr_assert_eq(v->count, count);
		for (size_t k = 0; k < count; k++) {
			bool more = items[k].block != BAG_GRAMS;
			double examples = i > 0 ? 1.0 : items[k].block == BAG_PAIRS ? 0 : 3.0;
			double idf = (double)lexicon_idf(l, v->index[k]);
			double wanted = damped(num_log(5.0 / (1.0 + examples)) + 1.0, more);
			cr_expect(examples == 0 || (idf > wanted - 1e-5 && idf < wanted + 1e-5),
				  "%s: feature %zu weighs %f, not %f", texts[i], k, idf, wanted);
		}
	}
	free(v);
	lexicon_destroy(l);
	reader_remove(&r);
}
