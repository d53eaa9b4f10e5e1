/*
 * A stemmer object keeps state, so each thread has its own.
 */
#include "intents/features/stem.h"

#include <stdlib.h>

#include <libstemmer.h>

#include "config/load/locale.h"
#include "config/load/mem.h"
#include "intents/features/hash.h"

#define SEED 0x67

struct stemmers {
	struct sb_stemmer *of[STEM_COUNT];
};

struct stemmers *stemmers_create(void)
{
	static const char *const names[STEM_COUNT] = {NULL, "english", "german", "french"};
	struct stemmers *s = mem_new(1, sizeof(*s));
	for (int k = STEM_NONE + 1; k < STEM_COUNT; k++)
		s->of[k] = sb_stemmer_new(names[k], "UTF_8");
	return s;
}

void stemmers_destroy(struct stemmers *s)
{
	if (s == NULL)
		return;
	for (int k = STEM_NONE + 1; k < STEM_COUNT; k++)
		sb_stemmer_delete(s->of[k]);
	free(s);
}

enum stem_kind stem_kind_of(const char *locale)
{
	switch (locale_lookup(locale)) {
	case LOCALE_EN: return STEM_ENGLISH;
	case LOCALE_DE: return STEM_GERMAN;
	case LOCALE_FR: return STEM_FRENCH;
	default: return STEM_NONE;
	}
}

const char *stem_word(struct stemmers *s, enum stem_kind kind, const char *word, size_t len,
		      size_t *ret_len)
{
	*ret_len = len;
	if (kind == STEM_NONE || s->of[kind] == NULL)
		return word;
	const sb_symbol *stem = sb_stemmer_stem(s->of[kind], (const sb_symbol *)word, (int)len);
	if (stem == NULL)
		return word;
	*ret_len = (size_t)sb_stemmer_length(s->of[kind]);
	return (const char *)stem;
}

uint64_t stem_hash(struct stemmers *s, enum stem_kind kind, const char *word, size_t len)
{
	size_t stem_len;
	const char *stem = stem_word(s, kind, word, len, &stem_len);
	return hash_mix(hash_more(hash_start(SEED), stem, stem_len));
}
