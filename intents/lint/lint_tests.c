/*
 * Tests inside the YAML: there must be some, they must say something new, in a language that the
 * catalog has.
 */
#include <stdlib.h>
#include <string.h>

#include "config/load/mem.h"
#include "config/text/normalize.h"
#include "intents/lint/lint_impl.h"
#include "intents/patterns/rules.h"

static void check_locale(const struct lint *l, const struct catalog_test *t)
{
	bool known = t->locale == NULL;
	for (size_t i = 0; i < l->c->locales.count && !known; i++)
		known = strcmp(l->c->locales.items[i].name, t->locale) == 0;
	if (!known)
		diag_finding(l->d, "test-locale", t->locale_at,
			     "use a locale that has examples or replies",
			     "no intent knows the locale '%s' of this test", t->locale);
}

struct taught {
	const struct lint *l;
	struct hash_index examples; /* by sentence and intent */
	struct rules_scratch *scratch;
	char *buffer;
};

static void note_own(void *ctx, const struct rules_hit *hit)
{
	size_t *own = ctx;
	if (hit->intent == *own)
		*own = NO_INDEX;
}

/* Whether a pattern of its intent matches the sentence: then the test is about that. */
static bool has_own_pattern(const struct taught *x, size_t intent, size_t group, size_t len)
{
	const struct rules_query query = {.group = group};
	const struct intent_catalog *c = x->l->c;
	size_t own = intent;
	rules_scan(c->rules, x->scratch, x->buffer, len);
	rules_each(c->rules, x->scratch, c, &query, x->buffer, len, note_own, &own);
	return own == NO_INDEX;
}

/* A sentence that is learned by heart tests nothing. */
static void check_taught(const struct taught *x, const struct catalog_test *t)
{
	const struct lint *l = x->l;
	size_t group = lint_test_group(l, t);
	long len = normalize_text(t->say, strlen(t->say), x->buffer, NORMALIZE_OUT_MAX + 1);
	if (t->expect_not || group == NO_INDEX || len <= 0)
		return;
	uint64_t key = hash_mix(sentences_exact(x->buffer, (size_t)len, group), t->intent);
	size_t found = hash_index_get(&x->examples, key);
	if (found == NO_INDEX || has_own_pattern(x, t->intent, group, (size_t)len))
		return;
	const struct catalog_example *e = &l->c->examples.items[found];
	diag_finding(l->d, "test-is-example", t->at, "test a sentence that is not an example",
		     "the test proves nothing: it is the example at %s:%u:%u", e->at.file,
		     e->at.line, e->at.col);
}

/* Where most intents have tests, those without are an oversight. */
static void check_missing(const struct lint *l)
{
	size_t with = 0, asked = 0;
	bool *tested = mem_new(l->c->intents.count, sizeof(*tested));
	for (size_t i = 0; i < l->c->tests.count; i++)
		tested[l->c->tests.items[i].intent] = true;
	for (size_t i = 0; i < l->c->dialog_tests.count; i++)
		tested[l->c->dialog_tests.items[i].intent] = true;
	for (size_t i = 0; i < l->c->intents.count; i++) {
		asked += lint_is_counter_class(l, i) ? 0 : 1;
		with += tested[i] && !lint_is_counter_class(l, i) ? 1 : 0;
	}
	for (size_t i = 0; i < l->c->intents.count && 2 * with > asked; i++) {
		const struct intent *intent = &l->c->intents.items[i];
		if (!tested[i] && !lint_is_counter_class(l, i))
			diag_finding(l->d, "tests-missing", intent->at,
				     "add 'tests:' with messages that are not among the examples",
				     "intent '%s' has no tests, others have", intent->id);
	}
	free(tested);
}

void lint_tests(const struct lint *l)
{
	struct taught x = {.l = l,
			   .scratch = rules_scratch_create(),
			   .buffer = mem_new(NORMALIZE_OUT_MAX + 1, 1)};
	hash_index_init(&x.examples, l->sentences->list.count);
	for (size_t i = 0; i < l->sentences->list.count; i++) {
		const struct sentence *s = &l->sentences->list.items[i];
		(void)hash_index_put(&x.examples, hash_mix(s->exact, s->intent), s->example);
	}
	for (size_t i = 0; i < l->c->tests.count; i++) {
		check_locale(l, &l->c->tests.items[i]);
		check_taught(&x, &l->c->tests.items[i]);
	}
	hash_index_dispose(&x.examples);
	rules_scratch_destroy(x.scratch);
	free(x.buffer);
	check_missing(l);
}
