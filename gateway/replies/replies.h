/*
 * Canned replies: replies.yaml, texts that agents insert with `/` and then send themselves. Checked
 * as a whole when it is loaded; immutable afterwards.
 *
 * A text may hold {customer.name}, {agent.name}, {shop.name} and {reference}, which the console
 * fills in; `{{` and `}}` stand for braces.
 */
#ifndef GATEWAY_REPLIES_REPLIES_H
#define GATEWAY_REPLIES_REPLIES_H

#include <stddef.h>

#include "config/load/attrs.h"
#include "config/load/diag.h"
#include "config/load/locale.h"
#include "config/load/schema.h"

#define REPLIES_MAX 500                         /* in the file */
#define REPLIES_TEXT_MAX ((size_t)4000)         /* bytes of one text */
#define REPLIES_TITLE_MAX ((size_t)120)         /* bytes of one title */
#define REPLIES_BYTES_MAX ((size_t)1024 * 1024) /* of all titles and texts */

struct replies;

/* The keys of the file, for its JSON Schema. */
extern const struct field replies_fields[];

/* Reads the file; `path` NULL means that there is none: no replies. Adds everything that is wrong.
 * Returns owned, never NULL; of use only if no error was added. */
struct replies *replies_load(const char *path, struct diag *d) MUSTCHECK;
void replies_destroy(struct replies *r);
size_t replies_count(const struct replies *r);
/* Warns of each reply that lacks one of these languages. */
void replies_lint(const struct replies *r, const enum locale *languages, size_t count,
		  struct diag *d);
/* What GET /api/replies answers: {"replies":[{"id","title":{LOCALE: text},"text":{LOCALE: text}}]};
 * borrowed. Two sets with the same replies give the same bytes. */
const char *replies_json(const struct replies *r, size_t *ret_len);

#endif
