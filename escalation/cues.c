/*
 * The matcher. Each token is looked up once; each rule that can begin with it is run over a set of
 * positions, held as the bits of one integer relative to the rule's first token. What negative
 * rules cover is taken away, what is left adds up.
 */
#include "escalation/cues.h"

#include <stdlib.h>
#include <string.h>

#include "config/load/mem.h"
#include "config/text/pattern.h"
#include "config/text/tokens.h"
#include "escalation/cue_set.h"

#define FINDS_MAX 48
#define CERTAIN 0.95 /* a find of this probability counts in harmless talk, too */

struct shop_cue {
	enum esc_cue cue;
	double p;
	char *locale; /* owned; NULL = any */
	struct pattern *pattern;
};

struct esc_cues {
	struct cue_set set;
	VEC(struct shop_cue) shop;
};

struct word_at {
	unsigned short ids[CUE_IDS_MAX];
	unsigned char id_count;
	bool is_number;
	bool opens_sentence, opens_clause;
};

struct find {
	unsigned start, end; /* tokens */
	double p;
};

struct finds {
	struct find items[FINDS_MAX];
	size_t count;
};

struct run {
	const struct cue_set *set;
	struct token tokens[CUES_TOKENS_MAX];
	struct word_at words[CUES_TOKENS_MAX];
	size_t count;
	struct finds found[CUE_COUNT], denied[CUE_COUNT];
	struct finds harmless; /* clauses of harmless talk, each to its end */
	bool mostly_harmless;
};

const char *cue_name(enum esc_cue cue)
{
	static const char *const names[CUE_COUNT] = {
		[CUE_REQUEST] = "request",     [CUE_SUPPORT] = "support",
		[CUE_COMPLAINT] = "complaint", [CUE_SENSITIVE] = "sensitive",
		[CUE_ABUSE] = "abuse",         [CUE_REJECTED] = "rejected",
		[CUE_THANKS] = "thanks",       [CUE_ANGER] = "anger",
		[CUE_SMALLTALK] = "smalltalk", [CUE_HARMLESS] = "harmless",
	};

	return names[cue];
}

/* ---- life ---- */

struct esc_cues *cues_create(void)
{
	struct esc_cues *c = mem_new(1, sizeof(*c));
	char err[120];

	/* The tables are ours and a unit test compiles them: a mistake in one is no input error. */
	if (cue_set_builtin(&c->set, err))
		abort();
	cue_set_finish(&c->set);
	return c;
}

struct esc_cues *cues_create_of(enum esc_cue cue, const char *rule, const char *denial,
				char reterr[120])
{
	struct esc_cues *c = mem_new(1, sizeof(*c));

	if (cue_set_rule(&c->set, cue, false, 0.9, rule, reterr) ||
	    (denial && cue_set_rule(&c->set, cue, true, 0, denial, reterr))) {
		cues_destroy(c);
		return NULL;
	}
	cue_set_finish(&c->set);
	return c;
}

void cues_destroy(struct esc_cues *c)
{
	if (!c)
		return;
	for (size_t i = 0; i < c->shop.count; i++) {
		pattern_destroy(c->shop.items[i].pattern);
		free(c->shop.items[i].locale);
	}
	vec_dispose(&c->shop);
	cue_set_dispose(&c->set);
	free(c);
}

void cues_add_pattern(struct esc_cues *c, enum esc_cue cue, const char *regex, const char *locale,
		      double p, struct diag_place at, struct diag *d)
{
	struct pattern *pattern = pattern_create(regex, strlen(regex), at, d);

	if (!pattern)
		return;
	*vec_push(&c->shop) = (struct shop_cue){cue, p, mem_string(locale), pattern};
}

/* ---- reading the words ---- */

/* Whether a sentence ended between two tokens. A full stop inside of "3.5" or "www.shop.example"
 * ends none. */
static bool ends_sentence(const char *between, size_t len)
{
	for (size_t i = 0; i < len; i++) {
		if (between[i] == '!' || between[i] == '?')
			return true;
		if (between[i] == '.' && i + 1 < len && between[i + 1] == ' ')
			return true;
		if (len - i >= 3 && !memcmp(between + i, "。", 3))
			return true;
	}
	return false;
}

static bool ends_clause(const char *between, size_t len)
{
	return memchr(between, ',', len) || memchr(between, ';', len) ||
	       ends_sentence(between, len);
}

/* Chinese is written without blanks: where one stands, many write no comma ("算了 找人来"). */
static bool is_chinese_break(const char *text, const struct token *before, const struct token *here)
{
	return here->start > before->start + before->len && before->len == 3 && here->len == 3 &&
	       (unsigned char)text[before->start] >= 0xE4 &&
	       (unsigned char)text[here->start] >= 0xE4;
}

static bool is_number(const char *token, size_t len)
{
	for (size_t i = 0; i < len; i++) {
		if (token[i] < '0' || token[i] > '9')
			return false;
	}
	return true;
}

static void read_words(struct run *r, const char *text, size_t len)
{
	unsigned last_end = 0;

	r->count = tokens_split(text, len, r->tokens, CUES_TOKENS_MAX);
	for (size_t i = 0; i < r->count; i++) {
		const struct token *t = &r->tokens[i];
		struct word_at *w = &r->words[i];
		char folded[CUE_WORD_ROOM];
		size_t n = cue_fold(text + t->start, t->len, folded);

		w->is_number = is_number(folded, n);
		w->opens_sentence = i && ends_sentence(text + last_end, t->start - last_end);
		w->opens_clause = i && (ends_clause(text + last_end, t->start - last_end) ||
					is_chinese_break(text, t - 1, t));
		w->id_count = (unsigned char)cue_dict_find(&r->set->dict, folded, n, w->ids);
		last_end = t->start + t->len;
	}
}

/* ---- running a phrase ---- */

static uint64_t run_phrase(const struct run *r, struct cue_phrase ph, size_t base, uint64_t set);

static bool is_word(const struct run *r, size_t at, unsigned short id)
{
	for (size_t k = 0; k < r->words[at].id_count; k++) {
		if (r->words[at].ids[k] == id)
			return true;
	}
	return false;
}

static bool may_begin(const struct run *r, const struct cue_class *c, size_t at)
{
	const struct word_at *w;

	if (c->any_first)
		return true;
	if (at >= r->count)
		return false;
	w = &r->words[at];
	for (size_t k = 0; k < w->id_count; k++) {
		if (c->firsts[w->ids[k] / 64] >> (w->ids[k] % 64) & 1)
			return true;
	}
	return c->number_first && w->is_number;
}

static uint64_t run_class(const struct run *r, unsigned short id, size_t base, unsigned bit)
{
	const struct cue_class *c = &r->set->classes.items[id];
	uint64_t out = 0;

	if (!may_begin(r, c, base + bit))
		return 0;
	for (unsigned i = 0; i < c->count; i++)
		out |= run_phrase(r, r->set->phrases.items[c->first + i], base, (uint64_t)1 << bit);
	return out;
}

/* Up to `n` tokens may be stepped over, but no end of a sentence. */
static uint64_t run_gap(const struct run *r, size_t base, uint64_t set, unsigned n)
{
	uint64_t out = set, edge = set;

	while (n-- && edge) {
		uint64_t next = 0;

		for (uint64_t rest = edge; rest; rest &= rest - 1) {
			size_t at = base + (size_t)__builtin_ctzll(rest);

			if (at < r->count && !r->words[at].opens_sentence)
				next |= (rest & -rest) << 1;
		}
		edge = next & ~out;
		out |= next;
	}
	return out;
}

static bool opens_clause_at(const struct run *r, size_t at)
{
	return at == 0 || (at < r->count && r->words[at].opens_clause);
}

static uint64_t run_element(const struct run *r, const struct cue_element *e, size_t base,
			    uint64_t set)
{
	uint64_t out = 0;

	if (e->op == OP_GAP)
		return run_gap(r, base, set, e->id);
	for (uint64_t rest = set; rest; rest &= rest - 1) {
		unsigned bit = (unsigned)__builtin_ctzll(rest);
		size_t at = base + bit;
		uint64_t here = (uint64_t)1 << bit;

		switch (e->op) {
		case OP_WORD: out |= at < r->count && is_word(r, at, e->id) ? here << 1 : 0; break;
		case OP_NUMBER:
			out |= at < r->count && r->words[at].is_number ? here << 1 : 0;
			break;
		case OP_CLASS: out |= run_class(r, e->id, base, bit); break;
		case OP_START: out |= at == 0 ? here : 0; break;
		case OP_CLAUSE: out |= opens_clause_at(r, at) ? here : 0; break;
		default: out |= at == r->count ? here : 0; break;
		}
	}
	return e->optional ? out | set : out;
}

static uint64_t run_phrase(const struct run *r, struct cue_phrase ph, size_t base, uint64_t set)
{
	for (unsigned i = 0; i < ph.count && set; i++)
		set = run_element(r, &r->set->elements.items[ph.first + i], base, set);
	return set;
}

/* ---- collecting ---- */

/* What denies a request reaches over no comma: "no thanks, I want a person" asks for one. */
static bool is_cut_off(const struct run *r, const struct cue_rule *rule, size_t base, size_t end)
{
	if (!rule->negative || rule->cue != CUE_REQUEST)
		return false;
	for (size_t at = base + 1; at < end; at++) {
		if (r->words[at].opens_clause)
			return true;
	}
	return false;
}

static bool ends_open(const struct cue_set *s, const struct cue_rule *rule)
{
	return s->elements.items[rule->phrase.first + rule->phrase.count - 1].op == OP_GAP;
}

static void try_rule(struct run *r, unsigned short id, size_t base)
{
	const struct cue_rule *rule = &r->set->rules.items[id];
	struct finds *f = rule->negative ? &r->denied[rule->cue] : &r->found[rule->cue];
	uint64_t ends;
	unsigned end;

	if (f->count == FINDS_MAX)
		return;
	ends = run_phrase(r, rule->phrase, base, 1);
	if (!ends)
		return;
	/* A denial that ends with a gap reaches as far as that: 't-shirt saying ..12'. */
	end = (unsigned)base + (rule->negative && ends_open(r->set, rule)
					? 63 - (unsigned)__builtin_clzll(ends)
					: (unsigned)__builtin_ctzll(ends));
	if (is_cut_off(r, rule, base, end))
		return;
	f->items[f->count++] = (struct find){(unsigned)base, end, rule->p};
}

static void collect(struct run *r)
{
	const struct cue_set *s = r->set;

	for (size_t at = 0; at < r->count; at++) {
		const struct word_at *w = &r->words[at];

		for (size_t k = 0; k < w->id_count; k++) {
			const struct cue_word *word = &s->words.items[w->ids[k]];

			for (size_t i = 0; i < word->rules.count; i++)
				try_rule(r, word->rules.items[i], at);
		}
		for (size_t i = 0; w->is_number && i < s->number_rules.count; i++)
			try_rule(r, s->number_rules.items[i], at);
		for (size_t i = 0; i < s->any_rules.count; i++)
			try_rule(r, s->any_rules.items[i], at);
	}
}

static bool overlaps(const struct find *f, const struct finds *others)
{
	for (size_t i = 0; i < others->count; i++) {
		if (f->start < others->items[i].end && others->items[i].start < f->end)
			return true;
	}
	return false;
}

/* "Against burns, do you have gloves? I hurt my hand": the clause with it is shop talk, the others
 * are not. */
static void find_harmless(struct run *r)
{
	const struct finds *found = &r->found[CUE_HARMLESS];
	size_t covered = 0, last_end = 0;

	r->harmless.count = 0;
	for (size_t i = 0; i < found->count; i++) {
		struct find f = found->items[i];

		if (overlaps(&f, &r->denied[CUE_HARMLESS]))
			continue;
		while (f.start > 0 && !r->words[f.start].opens_clause)
			f.start--;
		while (f.end < r->count && !r->words[f.end].opens_clause)
			f.end++;
		r->harmless.items[r->harmless.count++] = f;
		if (f.end > last_end) {
			covered += f.end - (f.start > last_end ? f.start : last_end);
			last_end = f.end;
		}
	}
	r->mostly_harmless = covered * 2 > r->count;
}

static bool may_be_harmless(enum esc_cue cue)
{
	return cue == CUE_COMPLAINT || cue == CUE_SENSITIVE;
}

static int by_weight(const void *a, const void *b)
{
	const struct find *x = a, *y = b;

	if (x->p != y->p)
		return x->p > y->p ? -1 : 1;
	if (x->start != y->start)
		return x->start < y->start ? -1 : 1;
	return x->end < y->end ? -1 : x->end > y->end;
}

/* Adds up what is not denied; of finds that share a word only the strongest counts. */
static void add_up(const struct run *r, enum esc_cue cue, struct cue_found *ret)
{
	struct finds live = r->found[cue], taken = {.count = 0};
	double missed = 1.0;

	qsort(live.items, live.count, sizeof(live.items[0]), by_weight);
	for (size_t i = 0; i < live.count; i++) {
		const struct find *f = &live.items[i];

		if (overlaps(f, &r->denied[cue]) || overlaps(f, &taken))
			continue;
		if (f->p < CERTAIN && may_be_harmless(cue) && overlaps(f, &r->harmless))
			continue;
		if (!taken.count) {
			const struct token *last =
				&r->tokens[f->end > f->start ? f->end - 1 : f->start];

			ret->start = r->tokens[f->start].start;
			ret->len = last->start + last->len - ret->start;
		}
		taken.items[taken.count++] = *f;
		missed *= 1.0 - f->p;
	}
	ret->p = 1.0 - missed;
	ret->denied = !taken.count && (r->denied[cue].count > 0 || r->mostly_harmless);
}

static void find_shop_cues(const struct esc_cues *c, const char *text, size_t len,
			   const char *locale, struct cue_found ret[CUE_COUNT])
{
	struct pattern_scratch *scratch = pattern_scratch_create();

	for (size_t i = 0; i < c->shop.count; i++) {
		const struct shop_cue *s = &c->shop.items[i];
		struct cue_found *f = &ret[s->cue];
		size_t start, n;

		if (s->locale && (!locale || strcmp(s->locale, locale) != 0))
			continue;
		/* A pattern that hits a limit is broken and finds nothing: it must not send chats
		 * to people by itself. */
		if (s->p > f->p &&
		    pattern_find(s->pattern, scratch, text, len, &start, &n) == PATTERN_YES)
			*f = (struct cue_found){
				.p = s->p, .start = (unsigned)start, .len = (unsigned)n};
	}
	pattern_scratch_destroy(scratch);
}

void cues_find(const struct esc_cues *c, const char *text, size_t len, const char *locale,
	       struct cue_found ret[CUE_COUNT])
{
	struct run r;

	memset(ret, 0, CUE_COUNT * sizeof(*ret));
	r.set = &c->set;
	for (size_t i = 0; i < CUE_COUNT; i++)
		r.found[i].count = r.denied[i].count = 0;
	read_words(&r, text, len);
	collect(&r);
	find_harmless(&r);
	for (int cue = 0; cue < CUE_COUNT; cue++) {
		if (r.found[cue].count || r.denied[cue].count || r.mostly_harmless)
			add_up(&r, (enum esc_cue)cue, &ret[cue]);
	}
	if (c->shop.count)
		find_shop_cues(c, text, len, locale, ret);
}
