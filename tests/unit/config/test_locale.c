/* BCP 47 lookup. */
#include <criterion/criterion.h>

#include "config/load/attrs.h"
#include "config/load/locale.h"

Test(locale, lookup)
{
	static const struct {
		const char *tag;
		enum locale expected;
	} cases[] = {
		{"en", LOCALE_EN},
		{"EN-us", LOCALE_EN},
		{"en_GB.UTF-8", LOCALE_EN},
		{"de-AT", LOCALE_DE},
		{"de-Latn-CH", LOCALE_DE},
		{"fr-CA", LOCALE_FR},
		{"zh", LOCALE_ZH_HANS},
		{"zh-CN", LOCALE_ZH_HANS},
		{"zh-SG", LOCALE_ZH_HANS},
		{"zh-TW", LOCALE_ZH_HANT},
		{"zh-HK", LOCALE_ZH_HANT},
		{"zh-MO", LOCALE_ZH_HANT},
		{"zh-Hant", LOCALE_ZH_HANT},
		{"zh-hans-TW", LOCALE_ZH_HANS},
		{"zh-Hant-CN", LOCALE_ZH_HANT},
		{"zh_TW", LOCALE_ZH_HANT},
		{"zh-x-TW", LOCALE_ZH_HANS},
		{"es", LOCALE_NONE},
		{"", LOCALE_NONE},
		{"english", LOCALE_NONE},
		{"e", LOCALE_NONE},
		{"den", LOCALE_NONE},
		{"-de", LOCALE_NONE},
	};

	for (size_t i = 0; i < ARRAY_LEN(cases); i++)
		cr_expect_eq(locale_lookup(cases[i].tag), cases[i].expected, "%s gives %s",
			     cases[i].tag, locale_name(locale_lookup(cases[i].tag)));
}

Test(locale, names_are_exact)
{
	for (int l = 0; l < LOCALE_COUNT; l++)
		cr_assert_eq(locale_of_name(locale_name((enum locale)l)), l);
	cr_assert_eq(locale_of_name("zh"), LOCALE_NONE);
	cr_assert_eq(locale_of_name("EN"), LOCALE_NONE);
}
