/*
 * From a text to a decision: the whole public face of this folder.
 *
 * A catalog is read from a folder of YAML files, checked, compiled and trained once; then it is
 * immutable and may be used from several threads, each with its own scratch. The same text, locale
 * and catalog give the same decision, bit for bit.
 *
 * Order of things (INTENT design note in README.md): normalise, patterns of the chat's locale,
 * classifier of the chat's locale, then both in the other locales; what none of them knows is not
 * answered.
 */
#ifndef INTENTS_INTENT_H
#define INTENTS_INTENT_H

#include <stdbool.h>
#include <stddef.h>

#include "config/load/attrs.h"
#include "config/load/diag.h"
#include "config/load/schema.h"

#define INTENT_ID_MAX 64
#define INTENT_CANDIDATES 3
#define INTENT_EXAMPLES 3
#define INTENT_HASH_LEN 71 /* "sha256:" and 64 hex digits */
#define INTENT_MAX 10000
#define INTENT_CATALOG_BYTES_MAX ((size_t)64 * 1024 * 1024)

enum intent_handoff { INTENT_HANDOFF_NEVER, INTENT_HANDOFF_OFFER, INTENT_HANDOFF_ALWAYS };
enum intent_signal {
	INTENT_SIGNAL_NONE,
	INTENT_SIGNAL_REQUEST,
	INTENT_SIGNAL_COMPLAINT,
	INTENT_SIGNAL_SENSITIVE
};
enum intent_by { INTENT_BY_NONE, INTENT_BY_PATTERN, INTENT_BY_EXAMPLES };

struct intent_catalog; /* immutable, opaque */
struct intent_scratch; /* one thread's working memory for matching */
struct intent;         /* one intent of a catalog; lives as long as it */

/* Reads every *.yaml directly in `dir` (in name order), adds all that is wrong to `d`: errors are
 * what stops the catalog from working, the rest are warnings. Returns owned, or NULL when an error
 * was added. A folder that is missing or empty is an error. Blocking, up to seconds for large
 * catalogs: call it on a builder thread. */
struct intent_catalog *intent_catalog_load(const char *dir, struct diag *d) MUSTCHECK;
/* The two halves of it, for whoever only looks at a catalog. Reads and compiles, but learns nothing
 * from the examples: matching knows patterns only. Returns owned, also with errors (what could be
 * read is in it). */
struct intent_catalog *intent_catalog_read(const char *dir, struct diag *d) MUSTCHECK;
/* Learns, unless that was done. Not while another thread uses `c`. */
void intent_catalog_learn(struct intent_catalog *c);
void intent_catalog_destroy(struct intent_catalog *c);

/* "sha256:…": hash of file names and bytes, matcher version and model kind. */
const char *intent_catalog_hash(const struct intent_catalog *c);
size_t intent_catalog_count(const struct intent_catalog *c);
/* The groups of words that mean the same in a language, for whoever compares other texts; borrowed,
 * NULL when there are none. */
struct synonyms;
const struct synonyms *intent_catalog_synonyms(const struct intent_catalog *c, const char *locale);
const struct intent *intent_catalog_at(const struct intent_catalog *c, size_t index);
const struct intent *intent_catalog_find(const struct intent_catalog *c, const char *id);

const char *intent_id(const struct intent *i);
struct diag_place intent_place(const struct intent *i);
enum intent_handoff intent_handoff(const struct intent *i);
enum intent_signal intent_signal(const struct intent *i);
/* Of legal weight: what comes near it is never answered by a language model. */
bool intent_is_legal(const struct intent *i);
/* The first variant of the reply in exactly `locale`, as it stands in the file (NULL when that
 * locale has none). Borrowed. reply.h fills in variables and conditions. */
const char *intent_reply(const struct intent *i, const char *locale);
/* The choices in `locale`; *ret_count is 0 when there are none. Borrowed. */
const char *const *intent_choices(const struct intent *i, const char *locale, size_t *ret_count);
/* Whether this is the counter-class `out_of_scope`. */
bool intent_is_out_of_scope(const struct intent *i);

/* The table of a file of intents, for the JSON Schema. */
extern const struct field intent_file_fields[];

struct intent_candidate {
	const struct intent *intent;
	double confidence; /* (0, 1), calibrated; rises strictly with the score that is compared
			      with the threshold */
};

struct intent_pattern_hit {
	const char *regex; /* borrowed from the catalog */
	struct diag_place at;
	size_t start, len; /* the matched bytes of `normalized` */
};

struct intent_example_hit {
	const char *text; /* borrowed */
	struct diag_place at;
	double similarity; /* cosine of words and groups of synonyms, 0 to 1 */
};

/* One decision with the exact evidence for it. Borrows from catalog and scratch: copy what must
 * outlive the next match. */
struct intent_decision {
	const struct intent *intent; /* what is answered; NULL: nothing is known well enough */
	enum intent_by by;
	double confidence;  /* of the best candidate, also when nothing is answered; 0 to 1 */
	double threshold;   /* confidence below this is not answered */
	const char *locale; /* the language that matched; the chat's own when none did */
	bool out_of_scope;  /* clearly something the shop does not do: the counter-class won */
	bool close; /* one of candidates[0] and [1] is meant, but which is so uncertain that asking
		       is better, whether or not something is answered */
	bool negated; /* "do not cancel": candidates[0] was known well enough, but the message
			 denies it and asks nothing else, so it is not answered */
	struct intent_candidate candidates[INTENT_CANDIDATES];
	size_t candidate_count;
	struct intent_pattern_hit pattern; /* regex NULL unless by == INTENT_BY_PATTERN */
	struct intent_example_hit
		examples[INTENT_EXAMPLES]; /* the winner's nearest examples, when by examples */
	size_t example_count;
	/* Calibrated share of the signals among all intents, for the escalation: 0 to 1. By
	 * pattern: 1 or 0. */
	double p_request, p_complaint, p_sensitive;
	unsigned broken_patterns;  /* patterns skipped because they hit a limit */
	const char *broken_intent; /* id of the first of them, or NULL */
	const char *normalized; /* the text that was looked at; borrowed from the scratch until the
				   next match */
	size_t normalized_len;
};

struct intent_scratch *intent_scratch_create(void);
void intent_scratch_destroy(struct intent_scratch *s);
/* Whether matches with this scratch look at patterns (as they do from the start) or decide by
 * examples alone, which is how a catalog's examples are measured. */
void intent_scratch_use_patterns(struct intent_scratch *s, bool use);

/* Where a message was said. All borrowed for the call. */
struct intent_context {
	const char *locale; /* of the chat: "de" */
	/* Whether intent `i` may be considered at all; NULL: every one. Asked at most once an
	 * intent and match, never for the counter-class. */
	bool (*allows)(const void *ctx, const struct intent *i);
	const void *ctx;
	bool without_examples; /* nobody will look at the decision's nearest examples */
};

/* Decides what `len` bytes of `text` mean. Never fails: a text that is not UTF-8 or has no words is
 * simply not answered. */
void intent_match_in(const struct intent_catalog *c, struct intent_scratch *s,
		     const struct intent_context *context, const char *text, size_t len,
		     struct intent_decision *ret);
/* The same in a chat of `locale`, with every intent considered. */
void intent_match(const struct intent_catalog *c, struct intent_scratch *s, const char *locale,
		  const char *text, size_t len, struct intent_decision *ret);

/* A message that asks several things. */
#define INTENT_PARTS_MAX 3
struct intent_part {
	size_t start, len; /* bytes of the text as given */
};
/* Finds several questions in one message, each of which is answered by another intent when it is
 * matched on its own. Returns how many (2 or 3, in order; together they are the whole text but for
 * the words between), or 0: take it as one. In doubt it is one; what complains, asks for a person
 * or is sensitive is never split. */
size_t intent_parts(const struct intent_catalog *c, struct intent_scratch *s,
		    const struct intent_context *context, const char *text, size_t len,
		    struct intent_part ret[INTENT_PARTS_MAX]);

struct intent_question {
	struct intent_part part;
	const struct intent *intent; /* borrowed from the catalog */
};
/* Finds the questions beside something else, such as the one in "4711222, and when are you open?":
 * pieces of the message that ask or order something and are surely answered on their own, each by
 * another intent. Returns how many, in order; 0 for a message of one piece, and whenever one piece
 * complains, asks for a person, is sensitive or denied. */
size_t intent_questions(const struct intent_catalog *c, struct intent_scratch *s,
			const struct intent_context *context, const char *text, size_t len,
			struct intent_question ret[INTENT_PARTS_MAX]);

/* One example, judged by what was learned from the others. */
struct intent_crossval_item {
	const struct intent *truth;
	const struct intent *predicted; /* the best candidate, answered or not; the counter-class
					   where that won */
	double confidence, threshold;
	bool answered;      /* known well enough; right if predicted is the truth as well */
	const char *locale; /* of the example; borrowed from the catalog */
	const char *text;   /* borrowed */
	struct diag_place at;
};
typedef void (*intent_crossval_fn)(void *ctx, const struct intent_crossval_item *item);

/* How well examples alone (no patterns) do on wording that they have not seen: holds back each of
 * `folds` parts (2 to 20) of every language's examples in turn, learns the rest and calls `fn` for
 * each one held back. Sentences that stand in the catalog more than once are judged once. Returns
 * how many were. Takes about `folds` times as long as loading. */
size_t intent_crossval(const struct intent_catalog *c, unsigned folds, intent_crossval_fn fn,
		       void *ctx);

/* The tests written inside the YAML, in file order. */
struct intent_test {
	const struct intent *intent;
	const char *say;
	const char *locale; /* never NULL: the catalog's first locale when the file says none */
	bool expect_not;    /* `not: true` */
	struct diag_place at;
};
size_t intent_catalog_test_count(const struct intent_catalog *c);
struct intent_test intent_catalog_test(const struct intent_catalog *c, size_t index);

#endif
