/*
 * What a pattern can do at all: match something that is ever sent, and, as a slot's too, come to an
 * end. Suspects are
 * found by the shape of the regular expression; a line is written only when a text that was made
 * from it shows it on the compiled pattern.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "config/load/mem.h"
#include "config/text/normalize.h"
#include "config/text/utf8.h"
#include "intents/lint/lint_impl.h"
#include "intents/lint/regex.h"
#include "intents/patterns/rules.h"

#define VARIANTS_MAX 64
#define TARGETS_MAX 8 /* repeats of a pattern that are attacked */
#define MANY_LEAST 10 /* repeats that may be taken for endless */
#define CHAINED 3     /* endless repeats in a pattern: the text's length to the power of that */
#define ATTACK_ROOM ((size_t)4 * REGEX_TEXT_MAX)
#define TIMES_MAX 40 /* of what is repeated; what gives up on so short a text gives up easily */

struct trial {
	const struct lint *l;
	struct rules_scratch *scratch;
	struct pattern_scratch *slot_scratch;
	struct regex regex;
	size_t pattern;                 /* index */
	const struct intent_slot *slot; /* whose pattern it is instead; NULL: none */
	char text[REGEX_TEXT_MAX + 8];
	char *attack, *normalized;
};

static enum pattern_result try_normalized(struct trial *t, const char *text, size_t len)
{
	size_t start, taken;
	long n = normalize_text(text, len, t->normalized, NORMALIZE_OUT_MAX + 1);
	if (n <= 0)
		return PATTERN_NO;
	if (t->slot != NULL)
		return pattern_find(t->slot->pattern, t->slot_scratch, t->normalized, (size_t)n,
				    &start, &taken);
	return rules_try(t->l->c->rules, t->scratch, t->pattern, t->normalized, (size_t)n);
}

/* ---- patterns that match no message ---- */

/* Alone, and between other words. */
static bool is_taken(struct trial *t, size_t len)
{
	static const char *const before[] = {"", "x ", "x"}, *const after[] = {"", " x", "x"};
	for (size_t i = 0; i < ARRAY_LEN(before); i++) {
		int n = snprintf(t->attack, ATTACK_ROOM, "%s%.*s%s", before[i], (int)len, t->text,
				 after[i]);
		if (n > 0 && try_normalized(t, t->attack, (size_t)n) != PATTERN_NO)
			return true;
	}
	return false;
}

/* Every message is normalised. A pattern that takes the texts made from it, but none of them as it
 * would arrive, waits for two blanks, a tab or a character that is always folded away. */
static void check_reachable(struct trial *t)
{
	const struct catalog_pattern *p = &t->l->c->patterns.items[t->pattern];
	const struct rules *rules = t->l->c->rules;
	size_t variants = 2 * regex_branches(&t->regex), start, end;
	char written[REGEX_TEXT_MAX + 8] = "", shown[LINT_SHORT], arrives[LINT_SHORT];
	for (size_t v = 0; v < variants && v < VARIANTS_MAX; v++) {
		const struct regex_wish wish = {.variant = v, .target = REGEX_NONE};
		size_t len = regex_example(&t->regex, &wish, t->text, &start, &end);
		t->text[len] = '\0';
		if (len == 0 || is_taken(t, len))
			return;
		if (written[0] == '\0' &&
		    rules_try(rules, t->scratch, t->pattern, t->text, len) == PATTERN_YES)
			memcpy(written, t->text, len + 1);
	}
	if (written[0] == '\0')
		return;
	(void)try_normalized(t, written, strlen(written));
	diag_finding(
		t->l->d, "pattern-unreachable", p->at,
		"texts are normalised first: one blank at most, none at the ends, plain quotes "
		"and hyphens, simplified characters",
		"the pattern can match no message: '%s' arrives as '%s'",
		lint_short(written, shown, sizeof(shown)),
		lint_short(t->normalized, arrives, sizeof(arrives)));
}

/* ---- patterns that do not come to an end ---- */

/* Whether something below `node` can be taken in more than one way. */
static bool is_ambiguous(const struct regex *r, size_t node)
{
	for (size_t c = r->nodes.items[node].child; c != REGEX_NONE; c = r->nodes.items[c].next) {
		const struct regex_node *n = &r->nodes.items[c];
		bool varies = n->kind == REGEX_REPEAT && n->least != n->most;
		bool chooses = n->kind == REGEX_CHOICE && n->child != REGEX_NONE &&
			       r->nodes.items[n->child].next != REGEX_NONE;
		if (varies || chooses || is_ambiguous(r, c))
			return true;
	}
	return false;
}

static bool is_endless(const struct regex_node *n)
{
	return n->kind == REGEX_REPEAT && n->most >= MANY_LEAST && !n->possessive;
}

/* Head, the repeated part over and over, something that does not fit, and the rest, which is there
 * for whoever looks for a character that must be. */
static size_t make_attack(struct trial *t, const struct regex_wish *wish, size_t times,
			  const char *stop)
{
	size_t start, end, len = regex_example(&t->regex, wish, t->text, &start, &end);
	size_t part = end - start, at = start;
	if (len == 0 || part == 0 || part * times > REGEX_TEXT_MAX)
		return 0;
	memcpy(t->attack, t->text, start);
	for (size_t i = 0; i < times; i++, at += part)
		memcpy(t->attack + at, t->text + start, part);
	memcpy(t->attack + at, stop, strlen(stop));
	at += strlen(stop);
	memcpy(t->attack + at, t->text + end, len - end);
	return at + len - end;
}

static bool gives_up(struct trial *t, const struct regex_wish *wish, size_t times, const char *stop)
{
	size_t len = make_attack(t, wish, times, stop);
	return len > 0 && try_normalized(t, t->attack, len) == PATTERN_LIMIT;
}

static void report_endless(struct trial *t, const struct regex_wish *wish, const char *stop)
{
	struct diag_place at =
		t->slot != NULL ? t->slot->regex_at : t->l->c->patterns.items[t->pattern].at;
	char shown[LINT_SHORT];
	size_t times = 1;
	while (times < TIMES_MAX && !gives_up(t, wish, times, stop))
		times++;
	(void)gives_up(t, wish, times, stop);
	diag_finding(t->l->d, "pattern-endless", at,
		     "let a text be taken in one way only: no repeat inside a repeat, no branches "
		     "that begin alike",
		     "the pattern tries without end and gives up on a message of %zu characters: "
		     "'%s'",
		     utf8_count(t->normalized, strlen(t->normalized)),
		     lint_short(t->normalized, shown, sizeof(shown)));
}

static bool attack(struct trial *t, size_t target)
{
	static const char *const stops[] = {"!", "0", "a"};
	for (size_t inner = 0; inner < 4; inner++) {
		for (size_t s = 0; s < sizeof(stops) / sizeof(stops[0]); s++) {
			const struct regex_wish wish = {.target = target, .inner = inner};
			if (gives_up(t, &wish, TIMES_MAX, stops[s])) {
				report_endless(t, &wish, stops[s]);
				return true;
			}
		}
	}
	return false;
}

static void check_ends(struct trial *t)
{
	const struct regex *r = &t->regex;
	size_t chained = 0, attacked = 0;
	for (size_t i = 0; i < r->nodes.count; i++)
		chained += is_endless(&r->nodes.items[i]) && r->nodes.items[i].most == REGEX_MANY
				   ? 1
				   : 0;
	for (size_t i = 0; i < r->nodes.count && attacked < TARGETS_MAX; i++) {
		const struct regex_node *n = &r->nodes.items[i];
		if (!is_endless(n) ||
		    (!is_ambiguous(r, i) && (chained < CHAINED || n->most != REGEX_MANY)))
			continue;
		attacked++;
		if (attack(t, i))
			return;
	}
}

static void check_slots(struct trial *t, const struct intent *intent)
{
	for (size_t i = 0; i < intent->slots.count; i++) {
		t->slot = &intent->slots.items[i];
		if (t->slot->pattern == NULL)
			continue;
		if (regex_parse(t->slot->regex, t->slot->regex_len, &t->regex))
			check_ends(t);
		regex_dispose(&t->regex);
	}
	t->slot = NULL;
}

void lint_regexes(const struct lint *l)
{
	struct trial t = {.l = l,
			  .scratch = rules_scratch_create(),
			  .slot_scratch = pattern_scratch_create(),
			  .attack = mem_new(ATTACK_ROOM, 1),
			  .normalized = mem_new(NORMALIZE_OUT_MAX + 1, 1)};
	for (size_t i = 0; i < l->c->patterns.count; i++) {
		const struct catalog_pattern *p = &l->c->patterns.items[i];
		t.pattern = i;
		if (regex_parse(p->regex, p->regex_len, &t.regex)) {
			check_reachable(&t);
			check_ends(&t);
		}
		regex_dispose(&t.regex);
	}
	for (size_t i = 0; i < l->c->intents.count; i++)
		check_slots(&t, &l->c->intents.items[i]);
	rules_scratch_destroy(t.scratch);
	pattern_scratch_destroy(t.slot_scratch);
	free(t.attack);
	free(t.normalized);
}
