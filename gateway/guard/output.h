/*
 * What a model wrote, checked before anybody sees it: sentence by sentence, as it comes in.
 *
 * A verdict other than GUARD_PASS means that the sentence must not be shown. It is checked as the
 * model wrote it, with placeholders not yet restored.
 */
#ifndef GATEWAY_GUARD_OUTPUT_H
#define GATEWAY_GUARD_OUTPUT_H

#include <stdbool.h>
#include <stddef.h>

#include "config/load/attrs.h"
#include "gateway/guard/mask.h"

#define GUARD_SENTENCE_MAX ((size_t)4000) /* bytes; a longer one is GUARD_TOO_LONG */

enum guard_verdict {
	GUARD_PASS,
	GUARD_TOO_LONG,
	GUARD_LEAK,            /* repeats the instructions, or the boundary of the data blocks */
	GUARD_PLACEHOLDER,     /* one that cannot be restored */
	GUARD_LINK,            /* to where the shop does not send people */
	GUARD_CLAIMS_TRANSFER, /* "I'm connecting you to …": make it true */
	GUARD_CLAIMS_HUMAN,
	GUARD_INSULT,
	GUARD_PROMISE, /* an amount, a date, a refund that no fact given has */
	GUARD_LEGAL,   /* legal advice that no fact given has */
	GUARD_VERDICT_COUNT
};

/* "pass", "claims_transfer" … for evidence and metrics. */
const char *guard_verdict_name(enum guard_verdict v);

struct guard_texts {
	const char *const *items;
	size_t count;
};

/* All borrowed for guard_create() only, but for the mask. */
struct guard_policy {
	const char *locale;   /* of the reply: whose insults are looked for */
	const char *system;   /* the instructions, without the data blocks; may be NULL */
	const char *boundary; /* of the data blocks; may be NULL */
	struct guard_texts
		links; /* "shop.example" (and what is below it), "https://a.example/help" */
	struct guard_texts approved; /* phrases that may always be said, as they stand */
	struct guard_texts facts;    /* passages, results of actions: what the shop says */
	struct guard_texts said;     /* the customer's messages: may be repeated, not promised */
	const struct mask *mask;     /* whose placeholders can be restored; NULL: none can */
};

/* What was found, in the sentence as it was given. */
struct guard_found {
	size_t start, len; /* bytes; len 0: the whole sentence */
	char what[128];    /* for evidence, cut at a character */
};

struct guard_rules; /* the compiled patterns: made once, immutable, used by all */
struct guard;       /* of one reply */

struct guard_rules *guard_rules_create(void);
void guard_rules_destroy(struct guard_rules *r);
/* Returns owned; borrows the rules and the mask. */
struct guard *guard_create(const struct guard_rules *r, const struct guard_policy *p);
void guard_destroy(struct guard *g);
/* Checks the next sentence of the reply. It is remembered, so that what is echoed over several
 * sentences is seen too. `ret` may be NULL. */
enum guard_verdict guard_check(struct guard *g, const char *sentence, size_t len,
			       struct guard_found *ret);

/* The end of the last whole sentence in what has come in so far, with the blanks behind it; 0: none
 * yet. A point ends one only when something follows that is no number and no abbreviation ("z. B.",
 * "Nr. 5", "3.50", "e.g."). The rest of a finished text is a sentence too, whatever this says. */
size_t guard_sentence_end(const char *text, size_t len);

#endif
