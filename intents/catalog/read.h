/*
 * Reading an entry of `intents:`: what its parts share. Internal to this folder.
 *
 * Field tables say which keys there are; what depends on locales is read by hand, because the
 * locales of a catalog are whatever its authors write.
 */
#ifndef INTENTS_READ_H
#define INTENTS_READ_H

#include <stdbool.h>
#include <stddef.h>

#include "config/load/schema.h"
#include "intents/catalog/catalog.h"

struct reader {
	struct intent_catalog *c;
	size_t intent;
	struct diag *d;
};

/* The intent that is being read; valid until another one is added. */
struct intent *reader_intent(const struct reader *r);

/* ---- small things ---- */

/* Whether `tag` looks like a language tag: letters, then groups of letters and digits after
 * hyphens. */
bool read_is_tag(const char *tag);
/* Whether `name` may name a slot or a result: a letter, then letters, digits and _, at most 64. */
bool read_is_name(const char *name);
/* Text that is not empty, borrowed; NULL with an error added. */
const char *read_text(const struct yaml_node *node, const char *what, struct diag *d);
/* The node of a key (for its place), or the mapping itself. */
const struct yaml_node *read_key(const struct yaml_node *map, const char *key);
/* A scalar or a list of scalars; borrowed texts are appended. */
void read_one_or_many(const struct yaml_node *node, const char *what, struct texts *ret,
		      struct diag *d);
/* Writes "did you mean 'x'?" to `out`, or `other` when no word is near. Returns `out`. */
const char *read_hint(const char *word, const char *const *words, size_t count, const char *other,
		      char *out, size_t size);

/* ---- locales ---- */

typedef void per_locale(struct reader *r, size_t locale, const struct yaml_node *value);

/* Calls `each` for every `locale: value` of `map` (may be NULL); the locales become the catalog's.
 */
void read_locales(struct reader *r, const struct yaml_node *map, const char *what,
		  per_locale *each);
/* The index of the locale that `key` names, or NO_INDEX with an error added. */
size_t read_locale(struct reader *r, const struct yaml_node *key);

/* ---- texts with variables ---- */

enum read_scope {
	READ_SLOTS = 1,      /* slots of the intent have values here */
	READ_ACTION = 2,     /* so have results of its action */
	READ_ANY_ACTION = 4, /* results of whatever action was last: their names are not known */
};

/* Whether `name` may stand in a template or condition of this intent; adds an error when not. */
bool read_check_name(struct reader *r, const char *name, unsigned scope, const char *what,
		     struct diag_place at);
/* Parses a text and checks its variables. 0, or -1 with errors added. */
int read_template(struct reader *r, const struct yaml_node *node, const char *what, unsigned scope,
		  bool secret_allowed, struct template *ret) MUSTCHECK;

enum read_style {
	READ_PLAIN = 1,    /* no variables */
	READ_VARIANTS = 2, /* a list of texts is fine too */
	READ_SPOKEN = 4,   /* the catalog speaks these locales from now on */
	READ_BARE = 8,     /* one text without a locale is fine too */
};

/* Reads texts per locale; `node` may be NULL. A text that is wrong leaves an entry, so that it is
 * not reported as missing too. */
void read_localized(struct reader *r, const struct yaml_node *node, const char *what,
		    unsigned scope, unsigned style, struct localized_list *ret);

/* ---- parts of an intent, a file each; `node` may be NULL ---- */

extern const struct field read_when_fields[], read_slot_fields[], read_action_fields[],
	read_test_fields[];

/* `when:`; `scope` says what its facts may be. */
void read_when(struct reader *r, const struct yaml_node *node, unsigned scope, struct when *ret);
void read_slots(struct reader *r, const struct yaml_node *node);
/* After the slots, because its texts name them. */
void read_action(struct reader *r, const struct yaml_node *node);
void read_tests(struct reader *r, const struct yaml_node *node);

/* ---- shapes that several tables use ---- */

extern const struct shape read_shape_text, read_shape_texts, read_shape_one_or_many,
	read_shape_localized, read_shape_variants, read_shape_localized_lists, read_shape_text_map,
	read_shape_locale, read_shape_locales;

#endif
