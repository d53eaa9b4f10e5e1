/*
 * What was learned from the examples of one language, and what it makes of a message. Internal to
 * this folder.
 */
#ifndef INTENTS_LANGUAGE_H
#define INTENTS_LANGUAGE_H

#include <stdatomic.h>
#include <stdbool.h>
#include <stddef.h>

#include "intents/base/bytes.h"
#include "intents/catalog/catalog.h"

struct language; /* immutable */
struct intent_scratch;

struct verdict {
	struct verdict_item {
		size_t intent;
		double confidence;
	} best[INTENT_CANDIDATES]; /* without the counter-class, best first */
	size_t count;
	bool answers;         /* the best is known well enough */
	bool exact;           /* the message is an example, word for word */
	size_t exact_example; /* which one (index in the catalog) */
	bool out_of_scope;    /* the counter-class won */
	bool close;           /* the first two are too near each other to tell */
	double threshold;
	double known_share; /* of the message's words, 0 to 1 */
	double p_request, p_complaint, p_sensitive;
};

/* Names the kind of model, for the catalog's hash. */
const char *language_kind(void);
/* Learns from the catalog's examples of language group `group`. Returns owned, NULL when it has
 * none. */
struct language *language_create(const struct intent_catalog *c, size_t group);
void language_destroy(struct language *l);
/* How many numbers a scratch needs for matching. */
size_t language_dense_room(const struct language *l);
/* Bytes that judging a message needs: words, features and model. */
size_t language_bytes(const struct language *l);
/* The share of the words in `s` that are in the examples as they are, 0 to 1 (1 without any word):
 * a cheap look before judging. */
double language_known_share(const struct language *l, const struct intent_scratch *s);
/* Judges the text whose tokens are in `s`, among the intents that its context allows. */
void language_judge(const struct language *l, const struct intent_catalog *c,
		    struct intent_scratch *s, struct verdict *ret);
/* The examples of `intent` that are nearest to the text last judged by `l` with `s`. Returns how
 * many. */
size_t language_nearest(const struct language *l, const struct intent_catalog *c,
			struct intent_scratch *s, size_t intent,
			struct intent_example_hit ret[INTENT_EXAMPLES]);

/* The score of `intent` for the tokens in `s`; whatever a stranger scores when the language has no
 * example of it. Overwrites features and scores. */
double language_score(const struct language *l, struct intent_scratch *s, size_t intent);
/* The different examples of `intent`. */
size_t language_example_count(const struct language *l, size_t intent);
const struct catalog_example *
language_example(const struct language *l, const struct intent_catalog *c, size_t intent, size_t i);
enum language_refined { LANGUAGE_REFINED, LANGUAGE_AS_GOOD, LANGUAGE_CANCELLED };
/* Whether it is large enough for better models than load() makes. */
bool language_is_refinable(const struct language *l);
/* Trains them: tens of times as long as language_create(). *ret is owned, and lives on most of
 * `base`, which has to live longer; LANGUAGE_AS_GOOD: on held-back examples they were no better. */
enum language_refined language_refine(const struct language *base, const struct intent_catalog *c,
				      const atomic_bool *cancel, struct language **ret);
/* What was trained, for keeping; reading gives NULL when it is not of `base`. */
void language_write(const struct language *l, struct bytes_out *out);
struct language *language_read(const struct language *base, struct bytes_in *in);
/* intent_crossval() for this language. */
size_t language_crossval(const struct language *l, const struct intent_catalog *c, unsigned folds,
			 intent_crossval_fn fn, void *ctx);

#endif
