/*
 * Literals that a pattern cannot match without.
 *
 * "wo (ist|bleibt) mein\w* (paket|bestellung)" cannot match a text that has neither "paket" nor
 * "bestellung"; looking for those first spares most runs of PCRE2. What is not understood for
 * certain yields nothing, so the answer is safe, never clever.
 */
#ifndef INTENTS_LITERAL_H
#define INTENTS_LITERAL_H

#include <stdbool.h>
#include <stddef.h>

#define LITERAL_BYTES_MAX 24
#define LITERAL_ANY_MAX 48

/* One of `items` must occur in every text that the pattern matches. */
struct literal_set {
	struct literal {
		char bytes[LITERAL_BYTES_MAX];
		size_t len;
	} items[LITERAL_ANY_MAX];
	size_t count;
};

/* Finds the most selective such set of `regex`, in the form normalised texts have (lower case), and
 * the next best, of which one must occur as well (empty: there is none). Returns false when there
 * is none at all, and the pattern has to be run on every text. */
bool literal_find(const char *regex, size_t len, struct literal_set *ret,
		  struct literal_set *ret_second);

#endif
