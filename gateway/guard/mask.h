/*
 * Personal data out of a text before it goes to a model, and back into what the model wrote.
 *
 * Each value becomes a placeholder such as «MAIL_1». Within one struct mask the same value is the
 * same placeholder, however it is spelled; the first spelling is the one that comes back. One mask
 * serves one request: everything that is sent is masked with it, and the answer restored.
 *
 * What is taken: e-mail addresses, telephone numbers, payment cards (check digit), IBANs (check
 * digits), postal addresses, order and customer numbers, names that were given, said, announced or
 * signed, and any other number of six digits or more that is no price and no date. Full-width and
 * foreign digits, numbers in words, zero-width characters, blanks and dashes in between change
 * nothing. Text of the customer's that
 * looks like a placeholder is taken too, so that nobody can have another's value restored.
 */
#ifndef GATEWAY_GUARD_MASK_H
#define GATEWAY_GUARD_MASK_H

#include <stdbool.h>
#include <stddef.h>

#include "config/load/attrs.h"

#define MASK_VALUES_MAX 2000 /* of one mask; what comes after becomes «KIND_0» for good */

/* Each has a name in placeholders: MAIL, PHONE … */
enum mask_kind {
	MASK_MAIL,
	MASK_PHONE,
	MASK_CARD,
	MASK_IBAN,
	MASK_ADDRESS,
	MASK_ORDER,
	MASK_CUSTOMER,
	MASK_NAME,
	MASK_NUMBER, /* of whatever */
	MASK_TEXT,   /* what looked like a placeholder */
	MASK_KIND_COUNT
};

struct mask;

struct mask *mask_create(void);
void mask_destroy(struct mask *m);
/* A value known from elsewhere (the page, a form): it is masked wherever it stands as a word of its
 * own, a name also in its parts. `kind` is a word as in placeholders, in any case ("name",
 * "customer", "order"); NULL or an unknown one: NAME. Empty and very short values are ignored. */
void mask_add_name(struct mask *m, const char *name, const char *kind);
/* Returns the masked text: owned, NUL-terminated. Bytes that are not UTF-8 stay as they are. */
char *mask_text(struct mask *m, const char *text, size_t len) MUSTCHECK;
/* Returns `text` with the placeholders of this mask replaced by their values: owned,
 * NUL-terminated. Understands what models make of them: <MAIL_1>, [mail 1], « MAIL-1 », MAIL\_1,
 * "MAIL_1", bare MAIL_1. One that this mask does not have stays as it is (mask_unknown()). */
char *mask_restore(const struct mask *m, const char *text, size_t len) MUSTCHECK;
/* Looks for a placeholder that cannot be restored, `m` NULL: for any. Returns whether there is one,
 * and where. */
bool mask_unknown(const struct mask *m, const char *text, size_t len, size_t *ret_start,
		  size_t *ret_len);
/* Values so far, of all kinds. */
size_t mask_count(const struct mask *m);
/* How often a value came in another spelling than at first (restored in the first one). */
size_t mask_respelled(const struct mask *m);
/* "MAIL", "PHONE" … */
const char *mask_kind_name(enum mask_kind kind);

/* ---- restoring while the text comes in ---- */

/* Holds back what may become a placeholder, at most some 40 bytes. Borrows the mask. */
struct mask_stream;

struct mask_stream *mask_stream_create(const struct mask *m);
void mask_stream_destroy(struct mask_stream *s);
/* Takes a piece of whole characters, returns what is sure by now: owned, NUL-terminated, often
 * empty. */
char *mask_stream_add(struct mask_stream *s, const char *text, size_t len) MUSTCHECK;
/* The rest: owned, NUL-terminated. The stream begins anew. */
char *mask_stream_end(struct mask_stream *s) MUSTCHECK;

#endif
