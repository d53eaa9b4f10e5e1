/* What was loaded: shared by loading and searching, nobody outside sees it. */
#ifndef GATEWAY_KNOWLEDGE_INNER_H
#define GATEWAY_KNOWLEDGE_INNER_H

#include <sodium.h>

#include "gateway/knowledge/index.h"
#include "gateway/knowledge/knowledge.h"
#include "gateway/knowledge/passages.h"
#include "gateway/knowledge/score.h"

struct knowledge {
	VEC(struct knowledge_file) files;
	struct passages passages;
	struct knowledge_index *index;
	struct scorer scorer;
	struct term_maker maker;
	struct asks_finder *asks; /* owned; the maker's */
	size_t bytes;
	char hash[sizeof "sha256:" + 2 * crypto_hash_sha256_BYTES];
};

/* The two halves of a search in one language, which are calibrated apart: a question by itself, and
 * together with what was asked before. At most KNOWLEDGE_HITS_MAX. */
size_t search_alone(const struct knowledge *k, enum locale l, const struct knowledge_question *q,
		    struct knowledge_hit *ret, size_t max, bool *ret_is_short);
size_t search_follow_up(const struct knowledge *k, enum locale l,
			const struct knowledge_question *q, struct knowledge_hit *ret, size_t max);

#endif
