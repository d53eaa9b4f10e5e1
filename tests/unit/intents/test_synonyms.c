/* Groups of words that mean the same: how they are written, found and used. */
#include <criterion/criterion.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "config/load/attrs.h"
#include "config/text/tokens.h"
#include "intents/features/bag.h"
#include "intents/features/synonyms.h"
#include "tests/unit/intents/help.h"

/* ---- forms ---- */

Test(synonyms, a_pattern_becomes_what_is_searched_for)
{
	static const struct {
		const char *pattern, *form;
	} cases[] = {
		{"cancel", " cancel "},
		{"Cancel*", " cancel"},
		{"*Paket", "paket "},
		{"*storn*", "storn"},
		{"call off", " call off "},
		{"e-mail*", " e mail"},
		{"s'il vous", " s il vous "},
		{"訂單", "订单"},
		{"用 PayPal", "用 paypal "},
		{"5*", NULL},
		{"ab*", NULL},
		{"*abc*", NULL},
		{"*", NULL},
		{"", NULL},
		{"a*b", NULL},
		{"?!", NULL},
	};
	for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
		struct synonym_form form = {.bytes = "untouched"};
		bool fine = synonym_form_of(cases[i].pattern, &form) == SYNONYM_FINE;
		cr_expect_eq(fine, cases[i].form != NULL, "'%s'", cases[i].pattern);
		cr_expect_str_eq(form.bytes, fine ? cases[i].form : "untouched");
		cr_expect(!fine || form.len == strlen(form.bytes));
	}
	char longest[300];
	struct synonym_form form;
	memset(longest, 'a', sizeof(longest));
	for (size_t len = 1; len < sizeof(longest); len++) {
		longest[len] = '\0';
		enum synonym_fault fault = synonym_form_of(longest, &form);
		cr_expect_eq(fault, len < SYNONYM_BYTES_MAX ? SYNONYM_FINE : SYNONYM_LONG, "%zu",
			     len);
		longest[len] = 'a';
	}
}

/* ---- finding ---- */

static struct synonyms *some(void)
{
	static const char *const words[][2] = {
		{"cancel", "cancel*"}, {"cancel", "call off"},     {"cancel", "*storn*"},
		{"parcel", "*paket"},  {"gift_card", "gift card"}, {"card", "card"},
		{"cancel", "取消"},    {"order", "订单"},          {"card", "card"},
	};
	struct synonyms *s = synonyms_create();
	for (size_t i = 0; i < ARRAY_LEN(words); i++) {
		struct synonym_form form;
		cr_assert_eq(synonym_form_of(words[i][1], &form), SYNONYM_FINE);
		synonyms_add(s, words[i][0], form.bytes);
	}
	return s;
}

Test(synonyms, words_are_found_at_the_edges_they_ask_for)
{
	static const struct {
		const char *plain;
		size_t hits;
	} cases[] = {
		{" cancelling ", 1},
		{" uncancel ", 0},
		{" call off it ", 1},
		{" call offs ", 0},
		{" teilstorno ", 1},
		{" riesenpaket ", 1},
		{" pakete ", 0},
		{" gift card ", 2},
		{" cards ", 0},
		{" 我要取消订单 ", 2},
		{"", 0},
		{" ", 0},
		{" cance", 0},
	};
	struct synonyms *s = some();
	struct synonym_hit hits[8];
	for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
		size_t found = synonyms_find(s, cases[i].plain, strlen(cases[i].plain), hits, 8);
		cr_expect_eq(found, cases[i].hits, "'%s': %zu", cases[i].plain, found);
	}
	cr_expect_eq(synonyms_find(s, " card card card ", 16, hits, 2), 2, "no more than asked");
	cr_expect_gt(synonyms_bytes(s), 0);
	synonyms_destroy(s);
	synonyms_destroy(NULL);
}

Test(synonyms, a_table_that_grew_still_finds_the_first)
{
	struct synonyms *s = some();
	struct synonym_hit hits[2];
	for (int i = 0; i < 5000; i++) {
		char word[32];
		struct synonym_form form;
		(void)snprintf(word, sizeof(word), "w%dx%d", i * 7919 % 5000, i);
		cr_assert_eq(synonym_form_of(word, &form), SYNONYM_FINE);
		synonyms_add(s, "many", form.bytes);
	}
	cr_expect_eq(synonyms_find(s, " call off ", 10, hits, 2), 1);
	cr_expect_eq(synonyms_find(s, " w0x0 ", 6, hits, 2), 1);
	cr_expect_eq(synonyms_find(s, " w0x1 ", 6, hits, 2), 0);
	synonyms_destroy(s);
}

/* ---- features ---- */

struct counted {
	size_t groups, words_known;
	uint64_t sum; /* of the groups' hashes */
};

static struct counted count_groups(struct bag *b, struct stemmers *stemmers,
				   const struct synonyms *s, const char *text)
{
	const struct bag_language language = {.stem = STEM_NONE, .synonyms = s};
	struct token tokens[64];
	struct counted ret = {0};
	size_t count, n = tokens_split(text, strlen(text), tokens, ARRAY_LEN(tokens));
	bag_fill(b, stemmers, &language, NULL, text, tokens, n);
	const struct bag_item *items = bag_items(b, &count);
	for (size_t i = 0; i < count; i++) {
		ret.groups += items[i].block == BAG_GROUPS ? 1 : 0;
		ret.sum += items[i].block == BAG_GROUPS ? items[i].hash : 0;
	}
	return ret;
}

Test(synonyms, groups_and_pairs_of_them_are_features_whatever_the_words)
{
	struct synonyms *s = some();
	struct bag *b = bag_create();
	struct stemmers *stemmers = stemmers_create();
	struct counted a = count_groups(b, stemmers, s, "cancel my gift card");
	cr_expect_eq(a.groups, 6, "three groups, three pairs: %zu", a.groups);
	struct counted other = count_groups(b, stemmers, s, "card? that gift-card, call off!");
	cr_expect_eq(other.groups, 6);
	cr_expect_eq(other.sum, a.sum, "the order does not matter");
	cr_expect_eq(count_groups(b, stemmers, s, "取消 订单").groups, 3);
	cr_expect_eq(count_groups(b, stemmers, s, "取 消订单").groups, 1, "a blank parts words");
	cr_expect_eq(count_groups(b, stemmers, s, "call me off").groups, 0);
	cr_expect_eq(count_groups(b, stemmers, NULL, "cancel my gift card").groups, 0);
	stemmers_destroy(stemmers);
	bag_destroy(b);
	synonyms_destroy(s);
}

/* ---- a catalog ---- */

#define INTENTS                                                                              \
	"intents:\n"                                                                         \
	"  - id: cancel_order\n"                                                             \
	"    examples: {en: [cancel my order, please cancel the purchase, i want to cancel " \
	"what i ordered, order cancel]}\n"                                                   \
	"    reply: {en: Done.}\n"                                                           \
	"  - id: track_order\n"                                                              \
	"    examples: {en: [where is my order, track the parcel, when does it arrive, has " \
	"the purchase shipped]}\n"                                                           \
	"    reply: {en: On its way.}\n"                                                     \
	"  - id: greeting\n"                                                                 \
	"    examples: {en: [hello, good morning, hi there, hey]}\n"                         \
	"    reply: {en: Hello.}\n"
#define SYNONYMS                                                            \
	"synonyms:\n"                                                       \
	"  - {id: cancel, en: [cancel*, scrap*, call off], de: [storn*]}\n" \
	"  - {id: order, en: [order*, purchase*, basket]}\n"

Test(synonyms, a_word_that_no_example_has_is_understood)
{
	struct intent_scratch *s = intent_scratch_create();
	struct intent_decision without, with;
	struct intent_catalog *plain = catalog_good(INTENTS),
			      *rich = catalog_good(INTENTS SYNONYMS);
	cr_expect_str_eq(answer(plain, s, "en", "scrapping baskets", &without), "-");
	(void)answer(rich, s, "en", "scrapping the basket", &with);
	cr_assert_gt(with.candidate_count, 0);
	cr_expect_str_eq(intent_id(with.candidates[0].intent), "cancel_order");
	cr_expect_gt(with.confidence, without.confidence);
	cr_expect_str_neq(intent_catalog_hash(plain), intent_catalog_hash(rich));
	intent_catalog_destroy(plain);
	intent_catalog_destroy(rich);
	intent_scratch_destroy(s);
}

Test(synonyms, any_set_of_files_loads_alone)
{
	struct folder f = folder_make();
	char *said;
	folder_write(&f, "words.yaml", SYNONYMS);
	struct intent_catalog *c = catalog_in(&f, &said);
	cr_expect_not_null(c);
	cr_expect_eq(strstr(said, "words.yaml"), NULL, "%s", said);
	intent_catalog_destroy(c);
	free(said);
	folder_write(&f, "intents.yaml", INTENTS);
	folder_write(&f, "more.yaml", "synonyms:\n  - {id: cancel, en: [forget about]}\n");
	c = catalog_in(&f, &said);
	cr_assert_not_null(c, "%s", said);
	cr_expect_str_eq(said, "");
	struct intent_scratch *s = intent_scratch_create();
	struct intent_decision d;
	(void)answer(c, s, "en", "forget about the basket", &d);
	cr_assert_gt(d.candidate_count, 0);
	cr_expect_str_eq(intent_id(d.candidates[0].intent), "cancel_order");
	intent_scratch_destroy(s);
	intent_catalog_destroy(c);
	free(said);
	folder_remove(&f);
}
