/*
 * A denial is about the intent when the word it denies is one that the intent stands on: of all
 * words in its reach, one without which the score falls far. It is part of the intent's meaning,
 * and denies nothing, when an example of the intent denies the same word ("I don't need it any
 * more" is how people cancel). A pattern is denied when it matches inside the reach; one that takes
 * in the denying words too was written with them in mind.
 */
#include "intents/match/negation.h"

#include <string.h>

#include "intents/learn/language.h"

#define HEAD_SHARE 0.5 /* of the furthest fall that the head's must have */

static bool token_is_in(const struct intent_scratch *s, size_t token, size_t start, size_t end)
{
	const struct token *t = &s->tokens[token];
	return t->start >= start && t->start + t->len <= end;
}

/* The score of the intent when tokens `from` to before `to` were never said. */
static double score_without(const struct negation_case *x, struct intent_scratch *s, size_t from,
			    size_t to)
{
	struct token saved[SCRATCH_TOKENS];
	size_t count = s->token_count, gone = to - from;
	memcpy(saved, s->tokens, count * sizeof(*saved));
	memmove(s->tokens + from, s->tokens + to, (count - to) * sizeof(*saved));
	s->token_count -= gone;
	double score = language_score(x->language, s, x->intent);
	s->token_count = count;
	memcpy(s->tokens, saved, count * sizeof(*saved));
	return score;
}

/* Whether the intent stands on the word that is denied rather than on another in the reach. */
static bool stands_on_head(const struct negation_case *x, struct intent_scratch *s,
			   const struct denial *d)
{
	double whole = language_score(x->language, s, x->intent), head_fall = 0, other_fall = 0;
	for (size_t i = 0; i < s->token_count; i++) {
		if (!token_is_in(s, i, d->reach_start, d->end))
			continue;
		bool pair = s->tokens[i].is_cjk && i + 1 < s->token_count &&
			    token_is_in(s, i + 1, d->reach_start, d->end);
		double fall = whole - score_without(x, s, i, i + (pair ? 2 : 1));
		if (token_is_in(s, i, d->head_start, d->head_end))
			head_fall = fall > head_fall ? fall : head_fall;
		else
			other_fall = fall > other_fall ? fall : other_fall;
	}
	return head_fall > 0 && head_fall >= HEAD_SHARE * other_fall;
}

/* ---- what the examples say ---- */

struct stem {
	char bytes[128];
	size_t len;
};

static struct stem stem_of(const struct negation_case *x, struct intent_scratch *s,
			   const char *word, size_t len)
{
	struct stem ret;
	const char *stem = stem_word(s->stemmers, stem_kind_of(x->locale), word, len, &ret.len);
	if (ret.len > sizeof(ret.bytes))
		ret.len = sizeof(ret.bytes);
	memcpy(ret.bytes, stem, ret.len);
	return ret;
}

/* Of a Chinese head its first character. */
static struct stem head_stem(const struct negation_case *x, struct intent_scratch *s,
			     const char *text, const struct denial *d)
{
	struct token first = {0};
	(void)tokens_split(text + d->head_start, d->head_end - d->head_start, &first, 1);
	return stem_of(x, s, text + d->head_start + first.start, first.len);
}

static bool is_meant(const struct negation_case *x, struct intent_scratch *s,
		     const struct denial *d)
{
	const struct stem head = head_stem(x, s, s->text, d);
	size_t count = language_example_count(x->language, x->intent);
	for (size_t i = 0; i < count; i++) {
		const struct catalog_example *e = language_example(x->language, x->c, x->intent, i);
		struct denial found[DENIALS_MAX];
		size_t denials =
			phrases_denials(x->c->phrases, s->pattern, phrases_language_of(x->locale),
					e->normalized, e->normalized_len, found);
		for (size_t k = 0; k < denials; k++) {
			const struct stem own = head_stem(x, s, e->normalized, &found[k]);
			if (own.len == head.len && memcmp(own.bytes, head.bytes, own.len) == 0)
				return true;
		}
	}
	return false;
}

/* ---- the question ---- */

static bool denies_pattern(const struct negation_case *x, const struct denial *d)
{
	size_t start = x->pattern_start, end = x->pattern_start + x->pattern_len;
	bool takes_head = start < d->head_end && end > d->head_start;
	bool takes_word = start < d->word_end && end > d->word_start;
	return takes_head && !takes_word;
}

static bool denies(const struct negation_case *x, struct intent_scratch *s, const struct denial *d)
{
	if (x->language == NULL)
		return denies_pattern(x, d);
	return stands_on_head(x, s, d) && !is_meant(x, s, d);
}

size_t negation_find(const struct negation_case *x, struct intent_scratch *s,
		     struct denial ret[DENIALS_MAX])
{
	struct denial found[DENIALS_MAX];
	size_t kept = 0;
	size_t count = phrases_denials(x->c->phrases, s->pattern, phrases_language_of(x->locale),
				       s->text, s->len, found);
	for (size_t i = 0; i < count; i++) {
		if (denies(x, s, &found[i]))
			ret[kept++] = found[i];
	}
	return kept;
}
