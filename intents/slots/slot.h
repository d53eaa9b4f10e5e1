/*
 * The inside of a slot. Texts are borrowed from the YAML.
 */
#ifndef INTENTS_SLOT_H
#define INTENTS_SLOT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "config/load/diag.h"
#include "config/load/vec.h"
#include "config/text/pattern.h"
#include "intents/reply/localized.h"

enum slot_kind {
	SLOT_TEXT,
	SLOT_NUMBER,
	SLOT_DATE,
	SLOT_PHONE,
	SLOT_EMAIL,
	SLOT_PATTERN,
	SLOT_VALUES
};

/* A way to say a value. */
struct slot_word {
	size_t value;       /* index of the value it means */
	const char *locale; /* borrowed; NULL: the key itself */
	const char *text;   /* as written */
	char *normalized;   /* owned */
	size_t len;
};

/* The buttons of one locale. */
struct slot_buttons {
	const char *locale;
	const char **texts; /* owned array, one a value */
};

struct intent_slot {
	const char *name;
	struct diag_place at;
	enum slot_kind kind;
	struct pattern *pattern; /* owned; SLOT_PATTERN */
	const char *regex;       /* what it was made of */
	size_t regex_len;
	struct diag_place regex_at;
	VEC(const char *) values; /* keys; SLOT_VALUES */
	VEC(struct slot_word) words;
	VEC(struct slot_buttons) buttons;
	struct localized_list ask, retry;
	int attempts;
	bool optional;
};

/* Fills `buttons` once all words are there. */
void slot_make_buttons(struct intent_slot *s);
void slot_dispose(struct intent_slot *s);

#endif
