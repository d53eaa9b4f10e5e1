/* The compiled patterns of claims.inc; for the files of this folder. */
#ifndef GATEWAY_GUARD_CLAIMS_H
#define GATEWAY_GUARD_CLAIMS_H

#include <stdbool.h>
#include <stddef.h>

#include "gateway/guard/output.h"

enum claim {
	CLAIM_TRANSFER,
	CLAIM_OFFER, /* a transfer is asked for or offered */
	CLAIM_HUMAN,
	CLAIM_LEAK,
	CLAIM_INSULT,
	CLAIM_GUARANTEE,
	CLAIM_GIFT,   /* refund, discount … */
	CLAIM_COMMIT, /* "we will", "has been" … */
	CLAIM_TIME,   /* something happens at a time */
	CLAIM_REFUSAL,
	CLAIM_LEGAL,
	CLAIM_COUNT
};

struct pattern_scratch;

/* Whether a rule's patterns for `locale` (NULL: those of all languages) are in the normalised text;
 * says where. A pattern that hits its limits counts as found: doubt stops a sentence. */
bool claims_find(const struct guard_rules *r, struct pattern_scratch *s, enum claim claim,
		 const char *locale, const char *text, size_t len, size_t *ret_start,
		 size_t *ret_len);

#endif
