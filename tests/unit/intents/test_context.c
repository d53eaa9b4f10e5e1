/* What may be considered where, what is too close to tell, and cross-validation. */
#include <criterion/criterion.h>
#include <string.h>

#include "config/load/attrs.h"
#include "tests/unit/intents/help.h"

static const char shop[] =
	"intents:\n"
	"  - id: cancel_order\n"
	"    patterns: ['\\bstorno\\b']\n"
	"    examples:\n"
	"      en: [cancel my order, please cancel the order, i want to cancel it, stop my order]\n"
	"    reply: {en: Cancelled}\n"
	"  - id: cancel_plan\n"
	"    patterns: ['\\bstorno der wette\\b']\n"
	"    examples:\n"
	"      en: [cancel my plan, please cancel the plan, end my plan now, i want to cancel it]\n"
	"    reply: {en: Ended}\n"
	"  - id: track_order\n"
	"    examples:\n"
	"      en: [where is my parcel, when will it arrive, track the delivery, has it shipped]\n"
	"    reply: {en: Soon}\n"
	"  - id: out_of_scope\n"
	"    examples:\n"
	"      en: [what is the weather like, tell me a joke, who won the game]\n";

struct only {
	const char *refused;
	unsigned asked;
};

static bool allows(const void *ctx, const struct intent *i)
{
	struct only *x = (struct only *)ctx;
	x->asked++;
	cr_expect_not(intent_is_out_of_scope(i), "the counter-class is always there");
	return strcmp(intent_id(i), x->refused) != 0;
}

static const char *answer_without(const struct intent_catalog *c, struct intent_scratch *s,
				  const char *refused, const char *text,
				  struct intent_decision *ret)
{
	struct only only = {.refused = refused};
	const struct intent_context context = {.locale = "en", .allows = allows, .ctx = &only};
	intent_match_in(c, s, &context, text, strlen(text), ret);
	cr_expect_leq(only.asked, 3, "an intent is asked for once: %u", only.asked);
	for (size_t i = 0; i < ret->candidate_count; i++)
		cr_expect_str_neq(intent_id(ret->candidates[i].intent), refused, "%s", text);
	return ret->intent != NULL ? intent_id(ret->intent) : "-";
}

Test(context, what_is_not_allowed_is_not_considered)
{
	struct intent_catalog *c = catalog_good(shop);
	struct intent_scratch *s = intent_scratch_create();
	struct intent_decision d;
	static const struct {
		const char *text, *all, *without_order, *without_plan;
	} rows[] = {
		{"i want to cancel it", "cancel_order", "cancel_plan", "cancel_order"},
		{"storno", "cancel_order", "-", "cancel_order"},
		{"storno der wette", "cancel_plan", "cancel_plan", "cancel_order"},
		{"please cancel my order", "cancel_order", "cancel_plan", "cancel_order"},
		{"where is my parcel", "track_order", "track_order", "track_order"},
		{"tell me a joke", "-", "-", "-"},
	};
	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		const char *text = rows[i].text;
		cr_expect_str_eq(answer(c, s, "en", text, &d), rows[i].all, "%s", text);
		cr_expect_str_eq(answer_without(c, s, "cancel_order", text, &d),
				 rows[i].without_order, "%s", text);
		cr_expect_str_eq(answer_without(c, s, "cancel_plan", text, &d),
				 rows[i].without_plan, "%s", text);
	}
	cr_expect_str_eq(answer(c, s, "en", "stop my order", &d), "cancel_order",
			 "a context is forgotten with its match");
	intent_scratch_destroy(s);
	intent_catalog_destroy(c);
}

Test(context, two_that_are_too_near_to_tell)
{
	struct intent_catalog *c = catalog_good(shop);
	struct intent_scratch *s = intent_scratch_create();
	struct intent_decision d;
	(void)answer(c, s, "en", "please cancel", &d);
	cr_expect(d.close, "cancel what?");
	cr_assert_geq(d.candidate_count, 2);
	for (size_t i = 0; i < 2; i++)
		cr_expect_not_null(strstr(intent_id(d.candidates[i].intent), "cancel_"));
	static const char *const clear[] = {"please cancel the order",
					    "cancel my plan please",
					    "where is the parcel",
					    "tell me a joke",
					    "zxcv",
					    ""};
	for (size_t i = 0; i < ARRAY_LEN(clear); i++) {
		(void)answer(c, s, "en", clear[i], &d);
		cr_expect_not(d.close, "%s", clear[i]);
	}
	(void)answer_without(c, s, "cancel_plan", "please cancel", &d);
	cr_expect_not(d.close, "the other one is not to be had here");
	intent_scratch_destroy(s);
	intent_catalog_destroy(c);
}

struct tally {
	size_t count, right, answered, of_track;
};

static void tally_item(void *ctx, const struct intent_crossval_item *item)
{
	struct tally *t = ctx;
	t->count++;
	t->right += item->truth == item->predicted ? 1 : 0;
	t->answered += item->answered ? 1 : 0;
	t->of_track += strcmp(intent_id(item->truth), "track_order") == 0 ? 1 : 0;
	cr_expect_str_eq(item->locale, "en");
	cr_expect_gt(item->at.line, 0);
	cr_expect(item->confidence > 0 && item->confidence < 0.981, "%s: %f is of a sentence seen",
		  item->text, item->confidence);
	if (item->answered)
		cr_expect_geq(item->confidence, item->threshold);
}

Test(context, crossval_judges_each_sentence_once_unseen)
{
	struct intent_catalog *c = catalog_good(shop);
	struct tally a = {0}, b = {0};
	cr_expect_eq(intent_crossval(c, 4, tally_item, &a), 14);
	cr_expect_eq(a.count, 14, "15 sentences, one of them twice: %zu", a.count);
	cr_expect_eq(a.of_track, 4);
	cr_expect_geq(a.right, 5);
	cr_expect_leq(a.answered, a.count);
	(void)intent_crossval(c, 4, tally_item, &b);
	cr_expect_eq(a.right, b.right, "the same again");
	cr_expect_gt(intent_crossval(c, 0, tally_item, &b), 0, "silly numbers of folds are mended");
	intent_catalog_destroy(c);
}
