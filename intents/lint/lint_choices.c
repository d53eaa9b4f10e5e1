/*
 * Buttons: their text is sent as a message, so something must answer it, and something else than
 * what was just said.
 *
 * Most buttons are an example or match a pattern, which is cheap to see. The others are put to the
 * matcher, which has to learn for that; in a large catalog only with --deep.
 */
#include <stdlib.h>
#include <string.h>

#include "config/load/mem.h"
#include "config/text/normalize.h"
#include "intents/lint/lint_impl.h"
#include "intents/patterns/rules.h"

#define LEARN_MOST 6000 /* examples: a second */

struct buttons {
	const struct lint *l;
	struct intent_catalog *c;
	struct intent_scratch *scratch;
	struct rules_scratch *rules;
	struct hash_index examples; /* sentences, to their intent */
	char *buffer;
	const struct intent *asking; /* whose buttons they are */
};

/* What may be considered after the intent's answer. */
static bool is_considered(const void *ctx, const struct intent *i)
{
	const struct buttons *b = ctx;
	const struct intent_facts f = {.after = b->asking->id};
	return intent_follows(i, &f);
}

/* The intent that plainly answers, without learning; NULL: it takes a closer look. */
static const struct intent *answer_cheaply(const struct buttons *b, const char *locale,
					   const char *text)
{
	const struct intent_catalog *c = b->c;
	size_t group = catalog_group_of(c, locale);
	long len = normalize_text(text, strlen(text), b->buffer, NORMALIZE_OUT_MAX + 1);
	if (len <= 0 || group == NO_INDEX)
		return NULL;
	const struct rules_query query = {.group = group};
	struct rules_result hits;
	rules_scan(c->rules, b->rules, b->buffer, (size_t)len);
	rules_find(c->rules, b->rules, c, &query, b->buffer, (size_t)len, &hits);
	size_t found = hits.count > 0
			       ? hits.hits[0].intent
			       : hash_index_get(&b->examples,
						sentences_exact(b->buffer, (size_t)len, group));
	return found == NO_INDEX || found == c->out_of_scope ? NULL : &c->intents.items[found];
}

static bool can_learn(const struct buttons *b)
{
	return !b->l->has_errors &&
	       (b->c->learned || b->l->options->deep || b->c->examples.count <= LEARN_MOST);
}

static const struct intent *answer(struct buttons *b, const char *locale, const char *text)
{
	const struct intent_context context = {.locale = locale, .allows = is_considered, .ctx = b};
	struct intent_decision d;
	intent_catalog_learn(b->c);
	if (b->scratch == NULL)
		b->scratch = intent_scratch_create();
	intent_match_in(b->c, b->scratch, &context, text, strlen(text), &d);
	return d.intent;
}

/* One that asks for something may well be asked again. */
static bool says_the_same_again(const struct intent *i)
{
	return i->slots.count == 0 && i->action == NULL && i->reply_if.count == 0;
}

static void check_choice(struct buttons *b, const char *locale, const char *text,
			 struct diag_place at)
{
	const struct lint *l = b->l;
	const struct intent *found = answer_cheaply(b, locale, text);
	char shown[LINT_SHORT];
	if (found == NULL && l->options->understood != NULL &&
	    l->options->understood(l->options->ctx, locale, text))
		return;
	if (found == NULL) {
		if (!can_learn(b))
			return;
		found = answer(b, locale, text);
	}
	if (found == NULL)
		diag_finding(l->d, "choice-dead", at,
			     "add it to the examples of the intent it stands for",
			     "the choice '%s' leads nowhere: no intent answers it",
			     lint_short(text, shown, sizeof(shown)));
	else if (found == b->asking && says_the_same_again(found))
		diag_finding(l->d, "choice-repeats", at,
			     "let it lead on: add it to the examples of another intent, or remove "
			     "it",
			     "the choice '%s' leads back to the answer that it stands under",
			     lint_short(text, shown, sizeof(shown)));
}

void lint_choices(const struct lint *l, struct intent_catalog *c)
{
	struct buttons b = {.l = l,
			    .c = c,
			    .rules = rules_scratch_create(),
			    .buffer = mem_new(NORMALIZE_OUT_MAX + 1, 1)};
	hash_index_init(&b.examples, l->sentences->list.count);
	for (size_t i = 0; i < l->sentences->list.count; i++)
		(void)hash_index_put(&b.examples, l->sentences->list.items[i].exact,
				     l->sentences->list.items[i].intent);
	for (size_t i = 0; i < c->intents.count; i++) {
		b.asking = &c->intents.items[i];
		for (size_t k = 0; k < b.asking->choices.count; k++) {
			const struct intent_choices *choices = &b.asking->choices.items[k];
			for (size_t n = 0; n < choices->count; n++)
				check_choice(&b, choices->locale, choices->texts[n],
					     choices->places[n]);
		}
	}
	hash_index_dispose(&b.examples);
	rules_scratch_destroy(b.rules);
	if (b.scratch != NULL)
		intent_scratch_destroy(b.scratch);
	free(b.buffer);
}
