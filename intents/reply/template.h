/*
 * Texts with variables: `{name}`, `{name|filter}`, `{{` and `}}` for braces, and, where it is
 * allowed, one secret reference. Parsed once when a file is read; texts are borrowed from the YAML.
 */
#ifndef INTENTS_TEMPLATE_H
#define INTENTS_TEMPLATE_H

#include <stdbool.h>
#include <stddef.h>

#include "config/load/attrs.h"
#include "config/load/diag.h"
#include "config/load/vec.h"
#include "intents/facts.h"
#include "intents/reply/filter.h"

struct template_part {
	const char *text; /* literal, borrowed; NULL for a variable */
	size_t len;
	char *name; /* variable, owned; or the secret reference */
	enum filter filter;
	bool is_secret;
};

struct template
{
	VEC(struct template_part) parts;
};

/* How a value is written into what surrounds it. */
enum template_form {
	TEMPLATE_TEXT,
	TEMPLATE_URL,    /* percent-encoded */
	TEMPLATE_JSON,   /* inside a JSON string */
	TEMPLATE_HEADER, /* one line: control characters are blanks */
};

/* Parses `len` bytes of `text` (borrowed) and appends to *t. `what` names the text in diagnostics.
 * Returns 0, or -1 with errors added. */
int template_parse(struct template *t, const char *text, size_t len, bool secret_allowed,
		   const char *what, struct diag_place at, struct diag *d) MUSTCHECK;
/* Appends text that is no template; borrowed. */
void template_add_text(struct template *t, const char *text, size_t len);
void template_dispose(struct template *t);
/* The text with its variables filled in, owned; NULL when one has no value. A secret is left out,
 * *ret_secret_at (may be NULL) is the byte where it belongs. */
char *template_render(const struct template *t, enum template_form form, const char *locale,
		      const struct intent_facts *f, size_t *ret_secret_at);
/* Text as it stands inside a JSON string, owned. */
char *template_json_text(const char *text, size_t len);
/* The reference of its secret, borrowed, or NULL. */
const char *template_secret(const struct template *t);

#endif
