/*
 * Questions that no rule answers: when a model is asked, what becomes of what it said, and that the
 * same stored result gives the same turn again.
 */
#include <criterion/criterion.h>
#include <stdlib.h>
#include <string.h>

#include "gateway/dialog/cite.h"
#include "gateway/dialog/ground_json.h"
#include "gateway/dialog/look_up.h"
#include "gateway/words/words.h"
#include "tests/support/gateway/talk.h"

static const char YAML[] = "version: 1\n"
			   "intents:\n"
			   "  - id: pay\n"
			   "    title: Ways to pay\n"
			   "    patterns: ['\\bpay\\b']\n"
			   "    reply: {en: 'Card or invoice.'}\n"
			   "  - id: denial\n"
			   "    title: A denied refund\n"
			   "    legal: true\n"
			   "    examples: {en: [you denied my refund, my refund was rejected]}\n"
			   "    reply: {en: 'A person looks at it.'}\n"
			   "  - id: track\n"
			   "    title: Track\n"
			   "    patterns: ['\\btrack\\b']\n"
			   "    slots:\n"
			   "      number: {pattern: '\\d{6,10}', ask: {en: 'Which order?'}}\n"
			   "    reply: {en: 'On its way.'}\n";

/* "frost" is in the texts, "slug" nearly. */
static size_t search(const void *knowledge, const struct dialog_question *q,
		     struct dialog_passage *ret, size_t max)
{
	bool leans = q->before && strstr(q->before, "frost") && memmem(q->text, q->len, "and", 3);
	double score = memmem(q->text, q->len, "frost", 5)  ? 0.9
		       : memmem(q->text, q->len, "slug", 4) ? 0.2
		       : leans                              ? 0.8
							    : 0;

	(void)knowledge;
	cr_assert_geq(max, 3);
	if (score == 0)
		return 0;
	ret[0] = (struct dialog_passage){.title = "Frost",
					 .url = "https://shop.example/frost",
					 .text = "Terracotta breaks in frost.",
					 .file = "frost.md",
					 .line = 3,
					 .score = score,
					 .is_follow_up = leans};
	ret[1] = (struct dialog_passage){
		.title = "Pots", .text = "Pots.", .file = "pots.md", .line = 9, .score = score / 2};
	ret[2] = (struct dialog_passage){
		.title = "Far", .text = "Far.", .file = "far.md", .line = 1, .score = 0.01};
	return 3;
}

static const struct dialog_ground ground = {
	.search = search, .hash = "sha256:k", .least = 0.5, .sure = 0.8, .model = true};

static void start(struct talk *t, const struct dialog_ground *g)
{
	talk_init(t, YAML);
	t->env.ground = g;
}

static struct dialog_said said_all(const char *text)
{
	return (struct dialog_said){.end = DIALOG_SAID_ALL,
				    .text = text,
				    .cited = {1, 0},
				    .cited_count = 2,
				    .outcome = "ok",
				    .provider = "main",
				    .model = "m-1",
				    .finish = "stop",
				    .prompt = "sha256:p",
				    .tokens_in = 120,
				    .tokens_out = 12,
				    .cost = 0.001,
				    .has_logprob = true,
				    .mean_logprob = -1,
				    .first_ms = 210,
				    .total_ms = 400};
}

static const char *word(enum word w)
{
	return word_raw(w, LOCALE_EN);
}

Test(dialog_ground, rules_come_first_and_a_model_is_asked_about_passages_only)
{
	struct talk t;

	start(&t, &ground);
	cr_assert_str_eq(talk_say(&t, "how can i pay when there is frost"), "Card or invoice.");
	(void)talk_say_once(&t, "do your pots break in frost?");
	cr_assert_eq(t.step.act, DIALOG_LLM);
	cr_assert_null(t.step.reply);
	cr_assert_null(t.step.memory, "nothing is stored before it is asked");
	cr_assert_eq(t.step.passage_count, 2, "what is far from good enough is not sent");
	cr_assert_str_eq(talk_say(&t, "how do i get rid of slugs"), word(WORD_NO_ANSWER));
	cr_assert(strstr(t.step.grounded, "\"score\":0.2"), "why not is told: %s", t.step.grounded);
	cr_assert_str_eq(talk_say(&t, "xyzzy plugh"), word(WORD_NO_ANSWER));
	cr_assert_null(t.step.grounded);
	talk_dispose(&t);
}

Test(dialog_ground, what_it_said_is_the_answer_with_its_sources)
{
	struct dialog_said said = said_all("Pots [1] break in frost [2].");
	struct talk t;

	start(&t, &ground);
	(void)talk_say_once(&t, "do your pots break in frost?");
	cr_assert_str_eq(talk_hear(&t, "do your pots break in frost?", &said),
			 "Pots [1] break in frost [2].");
	cr_assert_eq(t.step.act, DIALOG_REPLY);
	cr_assert(t.step.is_llm);
	cr_assert_str_eq(t.step.shown, said.text);
	cr_assert_eq(t.step.source_count, 2);
	cr_assert_str_eq(t.step.sources[0].title, "Pots");
	cr_assert_null(t.step.sources[0].url);
	cr_assert_str_eq(t.step.sources[1].url, "https://shop.example/frost");
	cr_assert_str_eq(t.step.why, word(WORD_WHY_LLM));
	cr_assert_null(t.step.decision.intent);
	talk_dispose(&t);
}

Test(dialog_ground, a_stored_result_decides_the_same_again)
{
	struct dialog_said said = said_all("It breaks [1].");
	struct ground_said stored;
	struct talk t, again;

	said.verdicts[said.verdict_count++] = "link";
	start(&t, &ground);
	(void)talk_say_once(&t, "frost?");
	(void)talk_hear(&t, "frost?", &said);
	char *evidence = talk_evidence(&t, "frost?");
	cr_assert(strstr(evidence, "\"confidence\":0.331091,\"wording\":0.367879"), "%s", evidence);
	cr_assert(ground_said_read(evidence, &stored));
	start(&again, &ground);
	(void)talk_say_once(&again, "frost?");
	cr_assert_str_eq(talk_hear(&again, "frost?", &stored.said), t.step.reply);
	char *second = talk_evidence(&again, "frost?");
	cr_assert_str_eq(second, evidence);
	ground_said_dispose(&stored);
	cr_assert_not(ground_said_read("{\"act\":\"reply\"}", &stored));
	cr_assert_not(
		ground_said_read("{\"llm\":{\"said\":{\"end\":\"x\",\"text\":\"\"}}}", &stored));
	cr_assert_not(ground_said_read(NULL, &stored));
	free(evidence);
	free(second);
	talk_dispose(&t);
	talk_dispose(&again);
}

Test(dialog_ground, a_question_may_lean_on_the_one_before_it)
{
	struct dialog_ground strict = ground;
	struct talk t;

	strict.strict = true;
	start(&t, &strict);
	cr_assert_str_eq(talk_say(&t, "and in march?"), word(WORD_NO_ANSWER));
	(void)talk_say(&t, "do your pots\nbreak in frost?");
	cr_assert_str_eq(t.memory->asked, "do your pots break in frost?");
	cr_assert_str_eq(talk_say(&t, "and in march?"), "Terracotta breaks in frost.");
	char *evidence = talk_evidence(&t, "and in march?");
	cr_assert(strstr(evidence, "\"asked_before\":\"do your pots break in frost?\""), "%s",
		  evidence);
	free(evidence);
	cr_assert_str_eq(t.memory->asked, "do your pots break in frost?\nand in march?");
	(void)talk_say(&t, "and in may?");
	cr_assert_str_eq(t.memory->asked, "and in march?\nand in may?", "two at most");
	(void)talk_say(&t, "xyzzy");
	cr_assert_str_eq(t.memory->asked, "and in march?\nand in may?");
	(void)talk_say(&t, "how can i pay");
	cr_assert_str_eq(t.memory->asked, "how can i pay", "rules answer questions too");
	evidence = talk_evidence(&t, "how can i pay");
	cr_assert_null(strstr(evidence, "asked_before"));
	free(evidence);
	talk_dispose(&t);
}

Test(dialog_ground, passages_keep_to_their_room)
{
	struct dialog_ground g = ground;
	struct dialog_passage found[DIALOG_PASSAGES_MAX];
	struct dialog_question q = {.locale = "en", .text = "frost", .len = 5};

	cr_expect_eq(look_up_passages(&g, &q, found), 2, "the third is not half as good as needed");
	g.room = strlen(found[0].text) + strlen(found[1].text);
	cr_expect_eq(look_up_passages(&g, &q, found), 2);
	g.room--;
	cr_expect_eq(look_up_passages(&g, &q, found), 1);
	g.room = 1;
	cr_expect_eq(look_up_passages(&g, &q, found), 1, "the best one in any case");
}

Test(dialog_ground, without_texts_no_question_is_kept)
{
	struct talk t;

	start(&t, NULL);
	(void)talk_say(&t, "how can i pay");
	cr_assert_null(t.memory->asked);
	talk_dispose(&t);
}

Test(dialog_ground, a_reply_is_as_likely_right_as_its_passage_and_its_words)
{
	struct dialog_said said = said_all("It breaks [1].");
	double last = 2;

	for (double l = 0; l >= -8; l -= 0.25) {
		said.mean_logprob = l;
		double c = dialog_said_confidence(&said, 0.8);
		cr_assert_lt(c, last, "the less sure of its words, the less likely");
		cr_assert(c > 0 && c <= 0.8);
		last = c;
	}
	said.mean_logprob = -0.6931471805599453; /* each word one of two */
	cr_expect_float_eq(dialog_said_confidence(&said, 0.8), 0.4, 1e-9);
	cr_expect_float_eq(dialog_said_confidence(&said, 0.4), 0.2, 1e-9);
	said.mean_logprob = 0.5; /* none such: taken for certainty */
	cr_expect_float_eq(dialog_said_confidence(&said, 0.8), 0.8, 1e-9);
	said.has_logprob = false;
	said.mean_logprob = -3;
	cr_expect_float_eq(dialog_said_confidence(&said, 0.8), 0.8, 1e-9, "nothing told");
}

Test(dialog_ground, a_person_comes_by_its_tool_and_by_a_claim)
{
	static const enum dialog_said_end ends[] = {DIALOG_SAID_HANDOFF, DIALOG_SAID_CLAIMED};

	for (size_t i = 0; i < 2; i++) {
		struct dialog_said said = said_all("I see.");
		struct talk t;

		said.end = ends[i];
		said.reason = "wants a person";
		start(&t, &ground);
		(void)talk_say_once(&t, "frost?");
		(void)talk_hear(&t, "frost?", &said);
		cr_assert_eq(t.step.act, DIALOG_HANDOFF);
		cr_assert_eq(t.step.verdict.reason, ESC_LLM_REQUEST);
		cr_assert_null(t.step.reply);
		cr_assert_str_eq(t.step.shown, "I see.", "what was shown is kept");
		talk_dispose(&t);
	}
}

Test(dialog_ground, no_model_is_told_honestly_and_weighs)
{
	struct dialog_said said = {.end = DIALOG_SAID_NONE, .text = "", .outcome = "unavailable"};
	struct talk t;

	start(&t, &ground);
	(void)talk_say_once(&t, "frost?");
	cr_assert_str_eq(talk_hear(&t, "frost?", &said), word(WORD_LLM_NONE));
	cr_assert_not(t.step.is_llm, "those words are ours");
	cr_assert_null(t.step.shown);
	cr_assert_eq(t.step.verdict.evidence_count, 1);
	cr_assert_str_eq(t.step.verdict.evidence[0].signal, "llm_unavailable");
	(void)talk_say_once(&t, "frost in march?");
	said = (struct dialog_said){.end = DIALOG_SAID_BROKEN, .text = "It", .outcome = "broken"};
	const char *reply = talk_hear(&t, "frost in march?", &said);
	cr_assert_eq(strncmp(reply, "It\n\n", 4), 0, "what was shown is its beginning: %s", reply);
	cr_assert(strstr(reply, word(WORD_LLM_BROKEN)));
	cr_assert(t.step.is_llm);
	talk_dispose(&t);
}

Test(dialog_ground, what_the_guards_stopped)
{
	struct dialog_said said = {.end = DIALOG_SAID_STOPPED, .text = "", .outcome = "ok"};
	struct talk t;

	start(&t, &ground);
	(void)talk_say_once(&t, "frost?");
	cr_assert_str_eq(talk_hear(&t, "frost?", &said), word(WORD_NO_ANSWER));
	cr_assert_not(t.step.is_llm);
	(void)talk_say_once(&t, "frost in march?");
	said.text = "It is cold.";
	cr_assert(strstr(talk_hear(&t, "frost in march?", &said), word(WORD_LLM_STOPPED)));
	cr_assert(t.step.is_llm);
	talk_dispose(&t);
}

Test(dialog_ground, approved_texts_alone)
{
	struct dialog_ground strict = ground;
	struct talk t;

	strict.strict = true;
	start(&t, &strict);
	cr_assert_str_eq(talk_say_once(&t, "frost?"), "Terracotta breaks in frost.");
	cr_assert_eq(t.step.act, DIALOG_REPLY);
	cr_assert_not(t.step.is_llm);
	cr_assert_eq(t.step.source_count, 1);
	cr_assert(strstr(t.step.why, "Frost"));
	cr_assert_str_eq(talk_say_once(&t, "slugs?"), word(WORD_NO_ANSWER));
	talk_dispose(&t);
}

Test(dialog_ground, legal_matters_forms_and_people_need_no_model)
{
	struct talk t;

	start(&t, &ground);
	(void)talk_say_once(&t, "rejected by frost");
	cr_assert_null(t.step.decision.intent, "near the legal matter, and not answered by it");
	cr_assert_eq(t.step.act, DIALOG_REPLY);
	cr_assert_str_eq(t.step.reply, word(WORD_NO_ANSWER));
	(void)talk_say_once(&t, "track");
	cr_assert_str_eq(t.step.reply, "Which order?");
	(void)talk_say_once(&t, "frost?");
	cr_assert_neq(t.step.act, DIALOG_LLM, "a form is open");
	(void)talk_say_once(&t, "never mind");
	(void)talk_say_once(&t, "i want to talk to a human about frost");
	cr_assert_eq(t.step.act, DIALOG_HANDOFF);
	cr_assert_eq(t.step.verdict.reason, ESC_REQUEST);
	talk_dispose(&t);
}

Test(dialog_ground, who_sends_nothing_asks_nothing)
{
	struct talk t;
	struct dialog_step step;
	struct dialog_turn turn = {.locale = "en", .text = "frost?", .len = 6, .seq = 1};

	start(&t, &ground);
	dialog_decide_dry(&t.env, NULL, &turn, &step);
	cr_assert_eq(step.act, DIALOG_REPLY);
	cr_assert_str_eq(step.reply, word(WORD_NO_ANSWER));
	dialog_step_dispose(&step);
	talk_dispose(&t);
}

/* ---- citations ---- */

static void expect_cited(const char *text, const char *expected, size_t count)
{
	struct cites c = {.given = 3};
	struct buf b;

	buf_init(&b, BUF_MAX_FRAME);
	cite_resolve(&c, text, strlen(text), &b);
	buf_char(&b, '\0');
	cr_assert_eq(buf_check(&b), 0);
	cr_assert_str_eq(b.bytes, expected);
	cr_assert_eq(c.count, count, "%s", text);
	buf_dispose(&b);
}

Test(dialog_ground, citations)
{
	expect_cited("No number.", "No number.", 0);
	expect_cited("One [3], the same [3], another [1].", "One [1], the same [1], another [2].",
		     2);
	expect_cited("Two [2, 3] and [^1].", "Two [1][2] and [3].", 3);
	expect_cited("Of nobody [4], [0] and [99999999].", "Of nobody, and [99999999].", 0);
	expect_cited("Half [1, 7].", "Half [1].", 1);
	expect_cited("No citations: [a], [], [1", "No citations: [a], [], [1", 0);
	expect_cited("三十天【2】，運費［1］。", "三十天[1]，運費[2]。", 2);
	struct cites hidden = {.given = 3, .is_hidden = true};
	struct buf b;
	buf_init(&b, BUF_MAX_FRAME);
	cite_resolve(&hidden, "Free [2] over 50 [3, 9].", 24, &b);
	buf_char(&b, '\0');
	cr_expect_str_eq(b.bytes, "Free over 50.", "an agent's draft shows none");
	cr_expect_eq(hidden.count, 2);
	buf_dispose(&b);
	expect_cited("[1]", "[1]", 1);
	expect_cited("", "", 0);
}
