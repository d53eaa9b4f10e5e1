/*
 * The inside of a catalog: what the YAML said, what was compiled from it and what was learned from
 * it.
 *
 * Texts are borrowed from the YAML trees, which the catalog keeps as long as it lives, so every
 * text still knows its place. Intents, patterns, examples and tests are flat arrays in file order
 * and refer to each other by index.
 */
#ifndef INTENTS_CATALOG_H
#define INTENTS_CATALOG_H

#include <stdatomic.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "config/load/diag.h"
#include "config/load/vec.h"
#include "config/load/yaml_tree.h"
#include "intents/action/action_impl.h"
#include "intents/dialog_test.h"
#include "intents/intent.h"
#include "intents/reply/localized.h"
#include "intents/reply/when.h"
#include "intents/slots/slot.h"

/* Part of the catalog hash: raise it whenever the same files would decide differently. */
#define INTENT_MATCHER_VERSION "13"

#define NO_INDEX SIZE_MAX

struct rules;
struct language;
struct phrases;
struct synonyms;

/* A locale that the catalog uses, in order of first appearance, and the language group that it is
 * matched in. */
struct catalog_locale {
	const char *name; /* borrowed */
	size_t group;
	struct diag_place at; /* of its first use */
};

/* Locales that are matched together: zh-Hant and zh-Hans are one group, because matching folds the
 * script. */
struct catalog_group {
	const char *name;          /* borrowed: of its first locale */
	struct language *language; /* owned; NULL without examples */
	struct synonyms *synonyms; /* owned; NULL without any */
};

struct intent_choices {
	const char *locale;        /* borrowed */
	const char **texts;        /* owned array of borrowed texts */
	struct diag_place *places; /* owned: of the texts */
	size_t count;
};

struct follows_item {
	const char *id; /* borrowed */
	struct diag_place at;
};

/* `follows:` of an intent or of a reply. */
struct follows {
	VEC(struct follows_item) items;
};

struct intent_reply_if {
	struct when when;
	struct follows follows;
	struct localized_list reply;
};

struct intent {
	size_t index;
	char *id; /* owned, as is what follows */
	char *owner;
	char *review_by;
	struct localized_list title; /* one without a locale when it is plain text */
	struct diag_place at;
	struct diag_place reply_at;
	enum intent_handoff handoff;
	enum intent_signal signal;
	bool is_legal;
	struct when when;
	struct follows follows;
	VEC(struct intent_slot) slots;
	struct intent_action *action; /* owned, or NULL */
	struct localized_list reply, reply_failed;
	VEC(struct intent_reply_if) reply_if;
	VEC(struct intent_choices) choices;
};

struct catalog_pattern {
	size_t intent;
	size_t group; /* NO_INDEX: every language */
	const char *regex;
	size_t regex_len;
	struct diag_place at;
};

struct catalog_example {
	size_t intent;
	size_t locale;
	uint32_t nth; /* in its list, from 0 */
	const char *text;
	struct diag_place at;
	char *normalized; /* owned; NULL when it is no valid text */
	size_t normalized_len;
};

/* A word of a group of `synonyms:`. Its locale need not be one that the intents speak. */
struct catalog_synonym {
	const char *id;     /* borrowed */
	const char *locale; /* borrowed */
	const char *text;   /* borrowed */
	char *form;         /* owned: what is searched for */
	struct diag_place at, locale_at;
};

struct catalog_test {
	size_t intent;
	const char *say;
	const char *locale; /* borrowed; NULL: the catalog's first */
	bool expect_not;
	struct diag_place at;
	struct diag_place locale_at;
};

/* One message of a conversation test; the public turn borrows the pairs. */
struct catalog_turn {
	struct intent_dialog_turn turn;
	VEC(struct intent_pair) slots, results;
	struct diag_place intent_at;
};

/* A test with `turns:`. */
struct catalog_dialog_test {
	size_t intent;
	const char *locale; /* borrowed; NULL: the catalog's first */
	const char *page;
	VEC(struct catalog_turn) turns;
	struct intent_dialog_turn *turns_out; /* owned: the turns as others see them */
	struct diag_place at;
	struct diag_place locale_at;
};

struct intent_catalog {
	const struct intent_catalog *base; /* whose all but hash and languages is; NULL: own */
	atomic_size_t *users; /* of what is shared: the catalog itself and those based on it */
	char hash[INTENT_HASH_LEN + 1];
	char *dir;
	VEC(struct yaml_tree *) trees;
	VEC(struct intent) intents;
	VEC(struct catalog_locale) locales;
	VEC(struct catalog_group) groups;
	VEC(struct catalog_pattern) patterns;
	VEC(struct catalog_example) examples;
	VEC(struct catalog_synonym) synonyms;
	VEC(struct catalog_test) tests;
	VEC(struct catalog_dialog_test) dialog_tests;
	size_t *by_id;       /* open-addressing table of intent indexes by id, NO_INDEX = free */
	size_t by_id_room;   /* a power of two */
	struct rules *rules; /* owned */
	struct phrases *phrases; /* owned */
	size_t out_of_scope;     /* index of the counter-class, or NO_INDEX */
	size_t dense_room;       /* of any language, the most: sizes the scratch */
	bool learned;            /* the groups have their languages */
};

#define OUT_OF_SCOPE_ID "out_of_scope"

/* The index of intent `id`, or NO_INDEX. */
size_t catalog_find(const struct intent_catalog *c, const char *id);
/* Adds intent `index` under its id; grows the table. */
void catalog_index_intent(struct intent_catalog *c, size_t index);
/* The locale's index; a new one is appended, together with its group when that is new. `name` is
 * borrowed. */
size_t catalog_add_locale(struct intent_catalog *c, const char *name, struct diag_place at);
/* The group that texts of a chat in `locale` (any BCP 47 tag) are matched in, or NO_INDEX. */
size_t catalog_group_of(const struct intent_catalog *c, const char *locale);

#endif
