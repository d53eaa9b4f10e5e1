/*
 * Identifiers: shape, order, alphabet.
 */
#include <criterion/criterion.h>
#include <string.h>

#include "gateway/base/ids.h"

static void setup(void)
{
	cr_assert_eq(ids_setup(), 0);
}

TestSuite(ids, .init = setup);

Test(ids, rise_within_and_across_milliseconds)
{
	char before[ID_LEN + 1] = "", now[ID_LEN + 1];
	for (int i = 0; i < 20000; i++) {
		/* The clock stands still, goes on, and once goes back. */
		id_new(1790000000000 + i / 10000 - (i == 15000 ? 5000 : 0), now);
		cr_assert(id_is_valid(now), "%s", now);
		cr_assert(strcmp(before, now) < 0, "%s then %s", before, now);
		strcpy(before, now);
	}
}

Test(ids, carry_time_version_and_variant)
{
	char id[ID_LEN + 1];
	id_new(0x0123456789ab, id);
	cr_expect_eq(strncmp(id, "01234567-89ab-7", 15), 0, "%s", id);
	cr_expect(strchr("89ab", id[19]), "%s", id);
}

Test(ids, validity)
{
	static const char *const bad[] = {"",
					  "x",
					  "01890000-0000-7000-8000-00000000000",
					  "01890000-0000-7000-8000-0000000000000",
					  "01890000-0000-7000-8000-00000000000G",
					  "01890000-0000-7000-8000-00000000000A",
					  "0189000000000-7000-8000-000000000000",
					  "' OR 1=1 --"};
	cr_expect(id_is_valid("01890000-0000-7000-8000-00000000000f"));
	cr_expect_not(id_is_valid(NULL));
	for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++)
		cr_expect_not(id_is_valid(bad[i]), "%s", bad[i]);
}

Test(ids, tokens)
{
	char a[TOKEN_LEN + 1], b[TOKEN_LEN + 1];
	uint8_t ha[TOKEN_HASH_LEN], hb[TOKEN_HASH_LEN];
	token_new(a);
	token_new(b);
	cr_expect(token_is_valid(a) && token_is_valid(b));
	cr_expect_str_neq(a, b);
	const struct token_key key = {{1}}, other = {{2}};
	token_hash(&key, a, ha);
	token_hash(&key, b, hb);
	cr_expect_neq(memcmp(ha, hb, sizeof(ha)), 0);
	token_hash(&key, a, hb);
	cr_expect_eq(memcmp(ha, hb, sizeof(ha)), 0);
	token_hash(&other, a, hb);
	cr_expect_neq(memcmp(ha, hb, sizeof(ha)), 0, "another key is another hash");
	a[5] = '+';
	cr_expect_not(token_is_valid(a));
	cr_expect_not(token_is_valid(NULL));
	b[TOKEN_LEN - 1] = '\0';
	cr_expect_not(token_is_valid(b));
}

Test(ids, references)
{
	char one[REFERENCE_LEN + 1], two[REFERENCE_LEN + 1];
	reference_new(two);
	for (int i = 0; i < 1000; i++) {
		reference_new(one);
		cr_assert_eq(strlen(one), (size_t)REFERENCE_LEN);
		cr_assert_eq(strncmp(one, "FD-", 3), 0);
		cr_assert_eq(strspn(one + 3, "0123456789ABCDEFGHJKMNPQRSTVWXYZ"), 8u, "%s", one);
		cr_assert_str_neq(one, two);
	}
}
