/*
 * The five languages of the product, and BCP 47 lookup into them (zh-TW, zh-HK, zh-MO: zh-Hant; zh,
 * zh-CN, zh-SG: zh-Hans; de-AT: de). RFC 4647 section 3.4. Shops list which of them they speak.
 */
#ifndef CONFIG_LOAD_LOCALE_H
#define CONFIG_LOAD_LOCALE_H

#include <stddef.h>

enum locale {
	LOCALE_EN,
	LOCALE_DE,
	LOCALE_FR,
	LOCALE_ZH_HANT,
	LOCALE_ZH_HANS,
	LOCALE_COUNT,
	LOCALE_NONE = -1
};

/* "en", "de", "fr", "zh-Hant", "zh-Hans". */
const char *locale_name(enum locale l);
/* Exact name only (as written in YAML), else LOCALE_NONE. */
enum locale locale_of_name(const char *name);
/* BCP 47 lookup of any tag, else LOCALE_NONE. Case does not matter. */
enum locale locale_lookup(const char *tag);

#endif
