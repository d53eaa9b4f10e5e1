/*
 * The order of the checks: what would do harm to others than the shop first. Promises and legal
 * talk are judged against what the shop itself has said (facts): a sentence whose words stand in
 * one of the facts is a quotation, and amounts must be those of the facts.
 */
#include "gateway/guard/output.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "config/load/mem.h"
#include "config/text/normalize.h"
#include "config/text/pattern.h"
#include "config/text/utf8.h"
#include "gateway/guard/amounts.h"
#include "gateway/guard/claims.h"
#include "gateway/guard/links.h"
#include "gateway/guard/shingle.h"

#define AMOUNTS_MAX 400         /* of all facts */
#define SENTENCE_AMOUNTS_MAX 64 /* more in one sentence is no answer */
#define TEXTS_MAX 64            /* facts, approved phrases, links that are looked at */
#define QUOTED_SHARE 0.6        /* of a sentence's words in one fact */

static const char *const names[] = {
	"pass",         "too_long", "leak",    "placeholder", "link", "claims_transfer",
	"claims_human", "insult",   "promise", "legal"};

_Static_assert(ARRAY_LEN(names) == GUARD_VERDICT_COUNT, "a name for each verdict");

const char *guard_verdict_name(enum guard_verdict v)
{
	return names[v];
}

struct guard {
	const struct guard_rules *rules;
	struct pattern_scratch *scratch;
	const struct mask *mask;
	char *locale, *boundary;                      /* owned */
	char *links[TEXTS_MAX], *approved[TEXTS_MAX]; /* owned; approved: normalised */
	size_t link_count, approved_count;
	struct hashes prompt;           /* its stretches, without those that may be said */
	struct hashes facts[TEXTS_MAX]; /* their terms */
	size_t fact_count;
	struct amount fact_amounts[AMOUNTS_MAX], said_amounts[AMOUNTS_MAX];
	size_t fact_amount_count, said_amount_count;
	struct words tail; /* the last words of the reply so far */
};

/* ---- what is prepared once a reply ---- */

/* Owned; empty for what is no UTF-8. */
static char *normalized(const char *text, size_t len, size_t *ret_len)
{
	char *out = mem_new(NORMALIZE_OUT_MAX + 1, 1);
	long n = normalize_text(text, len, out, NORMALIZE_OUT_MAX + 1);

	*ret_len = n > 0 ? (size_t)n : 0;
	out[*ret_len] = '\0';
	return out;
}

static void add_amounts(const struct guard_texts *texts, struct amount *all, size_t *count)
{
	for (size_t i = 0; i < texts->count; i++) {
		size_t len;
		char *text = normalized(texts->items[i], strlen(texts->items[i]), &len);
		*count += amounts_find(text, len, all + *count, AMOUNTS_MAX - *count);
		free(text);
	}
}

/* Appends the stretches of a text. Each line of instructions stands for itself. */
static void add_shingles(struct hashes *h, const char *text)
{
	size_t len;
	char *plain = normalized(text, strlen(text), &len);
	struct words w = {0};

	words_add(&w, plain, len);
	hashes_add_shingles(h, &w);
	words_dispose(&w);
	free(plain);
}

static void prepare_prompt(struct guard *g, const struct guard_policy *p)
{
	struct hashes all = {0}, allowed = {0};

	if (p->system)
		add_shingles(&all, p->system);
	for (size_t i = 0; i < p->facts.count; i++)
		add_shingles(&allowed, p->facts.items[i]);
	for (size_t i = 0; i < p->approved.count; i++)
		add_shingles(&allowed, p->approved.items[i]);
	hashes_sort(&allowed);
	size_t kept = 0;
	for (size_t i = 0; i < all.count; i++) {
		if (!hashes_have(&allowed, all.items[i]))
			all.items[kept++] = all.items[i];
	}
	all.count = kept;
	hashes_sort(&all);
	hashes_dispose(&allowed);
	g->prompt = all;
}

static void prepare_facts(struct guard *g, const struct guard_texts *facts)
{
	for (size_t i = 0; i < facts->count && i < TEXTS_MAX; i++) {
		size_t len;
		char *text = normalized(facts->items[i], strlen(facts->items[i]), &len);
		struct words w = {0};
		words_add(&w, text, len);
		hashes_add_terms(&g->facts[i], &w);
		hashes_sort(&g->facts[i]);
		g->fact_count = i + 1;
		words_dispose(&w);
		free(text);
	}
}

struct guard *guard_create(const struct guard_rules *r, const struct guard_policy *p)
{
	struct guard *g = mem_new(1, sizeof *g);
	size_t len;

	g->rules = r;
	g->scratch = pattern_scratch_create();
	g->mask = p->mask;
	g->locale = mem_string(p->locale);
	g->boundary = mem_string(p->boundary);
	for (; g->link_count < p->links.count && g->link_count < TEXTS_MAX; g->link_count++)
		g->links[g->link_count] = mem_string(p->links.items[g->link_count]);
	for (size_t i = 0; i < p->approved.count && i < TEXTS_MAX; i++)
		g->approved[g->approved_count++] =
			normalized(p->approved.items[i], strlen(p->approved.items[i]), &len);
	prepare_prompt(g, p);
	prepare_facts(g, &p->facts);
	add_amounts(&p->facts, g->fact_amounts, &g->fact_amount_count);
	add_amounts(&p->approved, g->fact_amounts, &g->fact_amount_count);
	add_amounts(&p->said, g->said_amounts, &g->said_amount_count);
	return g;
}

void guard_destroy(struct guard *g)
{
	if (!g)
		return;
	for (size_t i = 0; i < g->link_count; i++)
		free(g->links[i]);
	for (size_t i = 0; i < g->approved_count; i++)
		free(g->approved[i]);
	for (size_t i = 0; i < g->fact_count; i++)
		hashes_dispose(&g->facts[i]);
	hashes_dispose(&g->prompt);
	words_dispose(&g->tail);
	pattern_scratch_destroy(g->scratch);
	free(g->locale);
	free(g->boundary);
	free(g);
}

/* ---- one sentence ---- */

struct sentence {
	const char *text; /* as given */
	size_t len;
	char *plain; /* owned: normalised */
	size_t plain_len;
	struct guard_found found;
};

static void quote(struct sentence *s, const char *from, size_t len)
{
	size_t n = utf8_cut(from, len, sizeof s->found.what - 1);

	memcpy(s->found.what, from, n);
	s->found.what[n] = '\0';
}

static enum guard_verdict found_plain(struct sentence *s, enum guard_verdict v, size_t start,
				      size_t len)
{
	quote(s, s->plain + start, len);
	return v;
}

static enum guard_verdict found_at(struct sentence *s, enum guard_verdict v, size_t start,
				   size_t len)
{
	s->found.start = start;
	s->found.len = len;
	quote(s, s->text + start, len);
	return v;
}

static bool has(const struct guard *g, const struct sentence *s, enum claim claim,
		size_t *ret_start, size_t *ret_len)
{
	return claims_find(g->rules, g->scratch, claim, claim == CLAIM_INSULT ? g->locale : NULL,
			   s->plain, s->plain_len, ret_start, ret_len);
}

static bool says(const struct guard *g, const struct sentence *s, enum claim claim)
{
	size_t start, len;

	return has(g, s, claim, &start, &len);
}

static bool is_echo(struct guard *g, struct sentence *s)
{
	struct hashes stretches = {0};
	bool echo = false;

	words_add(&g->tail, s->plain, s->plain_len);
	hashes_add_shingles(&stretches, &g->tail);
	for (size_t i = 0; i < stretches.count && !echo; i++)
		echo = hashes_have(&g->prompt, stretches.items[i]);
	hashes_dispose(&stretches);
	words_keep_tail(&g->tail);
	return echo;
}

static enum guard_verdict check_leaks(struct guard *g, struct sentence *s)
{
	size_t start, len;

	if (is_echo(g, s))
		return found_at(s, GUARD_LEAK, 0, s->len);
	if (g->boundary && g->boundary[0] && strstr(s->text, g->boundary))
		return found_at(s, GUARD_LEAK, (size_t)(strstr(s->text, g->boundary) - s->text),
				strlen(g->boundary));
	if (has(g, s, CLAIM_LEAK, &start, &len))
		return found_plain(s, GUARD_LEAK, start, len);
	if (mask_unknown(g->mask, s->text, s->len, &start, &len))
		return found_at(s, GUARD_PLACEHOLDER, start, len);
	if (links_find_foreign(s->text, s->len, (const char *const *)g->links, g->link_count,
			       &start, &len))
		return found_at(s, GUARD_LINK, start, len);
	return GUARD_PASS;
}

static enum guard_verdict check_claims(const struct guard *g, struct sentence *s)
{
	size_t start, len;

	if (has(g, s, CLAIM_TRANSFER, &start, &len) && !says(g, s, CLAIM_OFFER))
		return found_plain(s, GUARD_CLAIMS_TRANSFER, start, len);
	if (has(g, s, CLAIM_HUMAN, &start, &len))
		return found_plain(s, GUARD_CLAIMS_HUMAN, start, len);
	if (has(g, s, CLAIM_INSULT, &start, &len))
		return found_plain(s, GUARD_INSULT, start, len);
	return GUARD_PASS;
}

/* Whether the words of the sentence are those of one fact. */
static bool is_quoted(const struct guard *g, const struct sentence *s)
{
	struct words w = {0};
	struct hashes terms = {0};
	bool quoted = false;

	words_add(&w, s->plain, s->plain_len);
	hashes_add_terms(&terms, &w);
	for (size_t f = 0; f < g->fact_count && !quoted; f++) {
		size_t there = 0;
		for (size_t i = 0; i < terms.count; i++)
			there += hashes_have(&g->facts[f], terms.items[i]);
		quoted = terms.count > 0 && (double)there >= QUOTED_SHARE * (double)terms.count;
	}
	hashes_dispose(&terms);
	words_dispose(&w);
	return quoted;
}

/* The first amount that the shop has not said. Money may also be the customer's own where nothing
 * is promised; a day or a duration counts only where something is to happen then. */
static const struct amount *foreign_amount(const struct guard *g, const struct sentence *s,
					   const struct amount *all, size_t count, bool promised)
{
	bool timed = says(g, s, CLAIM_TIME);

	for (size_t i = 0; i < count; i++) {
		const struct amount *a = &all[i];
		bool money = a->kind == AMOUNT_MONEY || a->kind == AMOUNT_PERCENT;
		if (amount_is_among(a, g->fact_amounts, g->fact_amount_count))
			continue;
		if (money ? promised || !amount_is_among(a, g->said_amounts, g->said_amount_count)
			  : timed)
			return a;
	}
	return NULL;
}

static enum guard_verdict check_promises(const struct guard *g, struct sentence *s)
{
	struct amount all[SENTENCE_AMOUNTS_MAX];
	size_t count = amounts_find(s->plain, s->plain_len, all, SENTENCE_AMOUNTS_MAX), start, len;
	bool gift = has(g, s, CLAIM_GIFT, &start, &len);
	const struct amount *a = foreign_amount(g, s, all, count, gift);

	if (a)
		return found_plain(s, GUARD_PROMISE, a->start, a->len);
	if (is_quoted(g, s) || says(g, s, CLAIM_REFUSAL))
		return GUARD_PASS;
	bool asks = s->plain_len > 0 && s->plain[s->plain_len - 1] == '?';
	if (gift && !asks && says(g, s, CLAIM_COMMIT))
		return found_plain(s, GUARD_PROMISE, start, len);
	if (has(g, s, CLAIM_GUARANTEE, &start, &len))
		return found_plain(s, GUARD_PROMISE, start, len);
	if (has(g, s, CLAIM_LEGAL, &start, &len))
		return found_plain(s, GUARD_LEGAL, start, len);
	return GUARD_PASS;
}

/* What the shop lets say is not looked at: blanks stand for it. */
static void blank_approved(const struct guard *g, struct sentence *s)
{
	for (size_t i = 0; i < g->approved_count; i++) {
		size_t len = strlen(g->approved[i]);
		for (char *p = s->plain; len > 0 && (p = strstr(p, g->approved[i]));)
			memset(p, ' ', len);
	}
}

enum guard_verdict guard_check(struct guard *g, const char *sentence, size_t len,
			       struct guard_found *ret)
{
	struct sentence s = {.text = mem_copy(sentence, len), .len = len};
	enum guard_verdict v = GUARD_TOO_LONG;

	if (len <= GUARD_SENTENCE_MAX) {
		s.plain = normalized(s.text, len, &s.plain_len);
		v = check_leaks(g, &s);
		blank_approved(g, &s);
		if (v == GUARD_PASS)
			v = check_claims(g, &s);
		if (v == GUARD_PASS)
			v = check_promises(g, &s);
	}
	if (ret)
		*ret = s.found;
	free((char *)s.text);
	free(s.plain);
	return v;
}
