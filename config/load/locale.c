/*
 * BCP 47 lookup for five locales. RFC 4647 lookup cuts subtags from the end; Chinese needs its
 * script deduced from the region where none is written, everything else is decided by the first
 * subtag.
 */
#include "config/load/locale.h"

#include <stdbool.h>
#include <string.h>
#include <strings.h>

#include "config/load/attrs.h"

static const char *const names[LOCALE_COUNT] = {"en", "de", "fr", "zh-Hant", "zh-Hans"};

const char *locale_name(enum locale l)
{
	return l >= 0 && l < LOCALE_COUNT ? names[l] : "und";
}

enum locale locale_of_name(const char *name)
{
	for (int l = 0; l < LOCALE_COUNT; l++) {
		if (strcmp(names[l], name) == 0)
			return (enum locale)l;
	}
	return LOCALE_NONE;
}

static bool is_word(const char *tag, size_t len, const char *word)
{
	return strlen(word) == len && strncasecmp(tag, word, len) == 0;
}

/* Some browsers and operating systems write en_GB. */
static size_t subtag_len(const char *tag)
{
	return strcspn(tag, "-_");
}

/* `rest` is what follows "zh", each subtag led by its separator. */
static enum locale lookup_chinese(const char *rest)
{
	static const char *const traditional_regions[] = {"TW", "HK", "MO"};

	while (*rest != '\0') {
		size_t len = subtag_len(++rest);

		if (is_word(rest, len, "Hant"))
			return LOCALE_ZH_HANT;
		if (is_word(rest, len, "Hans"))
			return LOCALE_ZH_HANS;
		if (len == 1) /* an extension or private use begins: nothing of it names a script */
			break;
		for (size_t i = 0; i < ARRAY_LEN(traditional_regions); i++) {
			if (is_word(rest, len, traditional_regions[i]))
				return LOCALE_ZH_HANT;
		}
		rest += len;
	}
	return LOCALE_ZH_HANS;
}

enum locale locale_lookup(const char *tag)
{
	size_t len = subtag_len(tag);

	if (is_word(tag, len, "zh"))
		return lookup_chinese(tag + len);
	for (int l = 0; l <= LOCALE_FR; l++) {
		if (is_word(tag, len, names[l]))
			return (enum locale)l;
	}
	return LOCALE_NONE;
}
