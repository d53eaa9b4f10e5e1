/*
 * From the notation of the tables to a cue_set. The notation, by example:
 *
 *   @en_talk ..7 @en_human        a class, up to seven words between, another class
 *   complain* | file a claim      a word by its beginning; or two words in a row
 *   (the|your)? boss              a group, optional
 *   ~complaint                    also with one slip of the keys
 *   ^ human $                     nothing but this; # is a number
 *   % human $                     nothing but this in the last clause
 *
 * Chinese is written without blanks; each character is a token of its own, so `..3` there means
 * three characters.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "config/load/mem.h"
#include "config/text/tokens.h"
#include "escalation/cue_set.h"

#define PIECE_TOKENS 16

struct parser {
	struct cue_set *set;
	const char *at;
	char *reterr;
	unsigned depth;
};

/* What is being put together; moved into the set when it is whole. */
struct elements {
	VEC(struct cue_element) v;
};

static int fail(struct parser *p, const char *what)
{
	(void)snprintf(p->reterr, 120, "%s at \"%.60s\"", what, p->at);
	return -1;
}

static void push(struct elements *e, enum cue_op op, size_t id, bool optional)
{
	*vec_push(&e->v) = (struct cue_element){
		.op = (unsigned char)op, .optional = optional, .id = (unsigned short)id};
}

static struct cue_phrase store_phrase(struct cue_set *s, const struct elements *e)
{
	struct cue_phrase ph = {.first = (unsigned)s->elements.count,
				.count = (unsigned)e->v.count};

	for (size_t i = 0; i < e->v.count; i++)
		*vec_push(&s->elements) = e->v.items[i];
	return ph;
}

static unsigned short word_id(struct cue_set *s, const char *text, size_t len, bool prefix,
			      bool exact)
{
	unsigned short id =
		cue_dict_add(&s->dict, text, len, prefix, exact, (unsigned short)s->words.count);

	if (id == s->words.count)
		(void)vec_push(&s->words);
	return id;
}

/* Stores alternatives as a class; returns its id. */
static size_t store_class(struct cue_set *s, const char *name, const struct cue_phrase *phrases,
			  size_t count)
{
	struct cue_class *c = vec_push(&s->classes);

	(void)snprintf(c->name, sizeof(c->name), "%s", name);
	c->first = (unsigned)s->phrases.count;
	c->count = (unsigned)count;
	for (size_t i = 0; i < count; i++)
		*vec_push(&s->phrases) = phrases[i];
	return s->classes.count - 1;
}

static bool take_optional(struct parser *p)
{
	if (*p->at != '?')
		return false;
	p->at++;
	return true;
}

/* A run of letters: one word, or several tokens in a row (an apostrophe, Chinese). */
static int parse_run(struct parser *p, struct elements *e)
{
	bool slips = *p->at == '~';
	struct token tokens[PIECE_TOKENS];
	struct elements own = {0};
	size_t len, count;
	bool prefix;

	p->at += slips;
	len = strcspn(p->at, " |()?*^%$#@~");
	count = tokens_split(p->at, len, tokens, PIECE_TOKENS);
	if (!count)
		return fail(p, "no word");
	prefix = p->at[len] == '*';
	for (size_t i = 0; i < count; i++)
		push(&own, OP_WORD,
		     word_id(p->set, p->at + tokens[i].start, tokens[i].len,
			     prefix && i + 1 == count, !slips),
		     false);
	p->at += len + prefix;
	if (take_optional(p)) {
		struct cue_phrase ph = store_phrase(p->set, &own);

		push(e, OP_CLASS, store_class(p->set, "", &ph, 1), true);
	} else {
		for (size_t i = 0; i < own.v.count; i++)
			*vec_push(&e->v) = own.v.items[i];
	}
	vec_dispose(&own.v);
	return 0;
}

static int parse_class_name(struct parser *p, struct elements *e)
{
	size_t len = strcspn(p->at + 1, " |()?*^%$#@~");

	for (size_t i = 0; i < p->set->classes.count; i++) {
		const char *name = p->set->classes.items[i].name;

		if (strlen(name) == len && len && !memcmp(name, p->at + 1, len)) {
			p->at += len + 1;
			push(e, OP_CLASS, i, take_optional(p));
			return 0;
		}
	}
	return fail(p, "no such class");
}

static int parse_gap(struct parser *p, struct elements *e)
{
	size_t n = 0;

	p->at += 2;
	for (; *p->at >= '0' && *p->at <= '9'; p->at++)
		n = n * 10 + (size_t)(*p->at - '0');
	if (n > CUE_WINDOW / 2)
		return fail(p, "gap too wide");
	push(e, OP_GAP, n ? n : 3, false);
	return 0;
}

static int parse_alternatives(struct parser *p, struct cue_phrase **ret, size_t *ret_count);

static int parse_group(struct parser *p, struct elements *e)
{
	struct cue_phrase *phrases = NULL;
	size_t count = 0, id;

	if (++p->depth > 8)
		return fail(p, "groups too deep");
	p->at++;
	if (parse_alternatives(p, &phrases, &count) || *p->at != ')') {
		free(phrases);
		return p->reterr[0] ? -1 : fail(p, "missing )");
	}
	p->at++;
	p->depth--;
	id = store_class(p->set, "", phrases, count);
	free(phrases);
	push(e, OP_CLASS, id, take_optional(p));
	return 0;
}

static int parse_element(struct parser *p, struct elements *e)
{
	switch (*p->at) {
	case '(': return parse_group(p, e);
	case '@': return parse_class_name(p, e);
	case '^':
		p->at++;
		push(e, OP_START, 0, false);
		return 0;
	case '%':
		p->at++;
		push(e, OP_CLAUSE, 0, false);
		return 0;
	case '$':
		p->at++;
		push(e, OP_END, 0, false);
		return 0;
	case '#':
		p->at++;
		push(e, OP_NUMBER, 0, take_optional(p));
		return 0;
	default: return strncmp(p->at, "..", 2) ? parse_run(p, e) : parse_gap(p, e);
	}
}

/* Phrases up to the end of the text or an open group's end. *ret is owned by the caller, also after
 * an error. */
static int parse_alternatives(struct parser *p, struct cue_phrase **ret, size_t *ret_count)
{
	VEC(struct cue_phrase) phrases = {0};
	int rc = 0;

	do {
		struct elements e = {0};

		p->at += *p->at == '|';
		while (!rc) {
			p->at += strspn(p->at, " ");
			if (!*p->at || *p->at == '|' || *p->at == ')')
				break;
			rc = parse_element(p, &e);
		}
		if (!rc && !e.v.count)
			rc = fail(p, "empty alternative");
		if (!rc)
			*vec_push(&phrases) = store_phrase(p->set, &e);
		vec_dispose(&e.v);
	} while (!rc && *p->at == '|');
	*ret = phrases.items;
	*ret_count = phrases.count;
	return rc;
}

static int parse_line(struct cue_set *s, const char *text, char reterr[120],
		      struct cue_phrase **ret, size_t *ret_count)
{
	struct parser p = {.set = s, .at = text, .reterr = reterr};

	reterr[0] = '\0';
	if (parse_alternatives(&p, ret, ret_count))
		return -1;
	if (*p.at)
		return fail(&p, "unexpected )");
	return s->classes.count < CUE_CLASSES_MAX && s->words.count < CUE_WORDS_MAX
		       ? 0
		       : fail(&p, "too many classes or words");
}

int cue_set_class(struct cue_set *s, const char *name, const char *text, char reterr[120])
{
	struct cue_phrase *phrases = NULL;
	size_t count = 0;
	int rc = parse_line(s, text, reterr, &phrases, &count);

	if (!rc)
		(void)store_class(s, name, phrases, count);
	free(phrases);
	return rc;
}

int cue_set_rule(struct cue_set *s, enum esc_cue cue, bool negative, double p, const char *text,
		 char reterr[120])
{
	struct cue_phrase *phrases = NULL;
	size_t count = 0;
	int rc = parse_line(s, text, reterr, &phrases, &count);

	for (size_t i = 0; !rc && i < count; i++)
		*vec_push(&s->rules) = (struct cue_rule){phrases[i], cue, negative, p};
	free(phrases);
	return rc;
}

/* ---- indexes: what can begin with which word ---- */

/* Everything that a phrase can begin with. */
struct firsts {
	bool any, number;
	uint64_t *words; /* a bit for each word */
};

static size_t bits_of(const struct cue_set *s)
{
	return s->words.count / 64 + 1;
}

static void add_class_firsts(const struct cue_set *s, size_t class_id, struct firsts *f)
{
	const struct cue_class *c = &s->classes.items[class_id];

	f->any |= c->any_first;
	f->number |= c->number_first;
	for (size_t i = 0; i < bits_of(s); i++)
		f->words[i] |= c->firsts[i];
}

static void phrase_firsts(const struct cue_set *s, struct cue_phrase ph, struct firsts *f)
{
	for (unsigned i = 0; i < ph.count; i++) {
		const struct cue_element *e = &s->elements.items[ph.first + i];

		switch (e->op) {
		case OP_WORD: f->words[e->id / 64] |= (uint64_t)1 << (e->id % 64); break;
		case OP_NUMBER: f->number = true; break;
		case OP_CLASS: add_class_firsts(s, e->id, f); break;
		case OP_START:
		case OP_CLAUSE: continue; /* looks, takes nothing */
		default: f->any = true; break;
		}
		if (!e->optional)
			return;
	}
	f->any = true; /* may be empty */
}

static void index_class(struct cue_set *s, size_t id)
{
	struct firsts f = {.words = mem_new(bits_of(s), sizeof(*f.words))};
	struct cue_class *c = &s->classes.items[id];

	for (unsigned i = 0; i < c->count; i++)
		phrase_firsts(s, s->phrases.items[c->first + i], &f);
	c->any_first = f.any;
	c->number_first = f.number;
	c->firsts = f.words;
}

static void index_rule(struct cue_set *s, unsigned short id, struct firsts *f)
{
	memset(f->words, 0, bits_of(s) * sizeof(*f->words));
	f->any = f->number = false;
	phrase_firsts(s, s->rules.items[id].phrase, f);
	if (f->any) {
		*vec_push(&s->any_rules) = id;
		return;
	}
	if (f->number)
		*vec_push(&s->number_rules) = id;
	for (size_t i = 0; i < bits_of(s); i++) {
		for (uint64_t rest = f->words[i]; rest; rest &= rest - 1)
			*vec_push(&s->words.items[i * 64 + (size_t)__builtin_ctzll(rest)].rules) =
				id;
	}
}

void cue_set_finish(struct cue_set *s)
{
	struct firsts f = {.words = mem_new(bits_of(s), sizeof(*f.words))};

	/* A class refers to earlier ones only, so one pass in order is enough. */
	for (size_t id = 0; id < s->classes.count; id++)
		index_class(s, id);
	for (size_t r = 0; r < s->rules.count; r++)
		index_rule(s, (unsigned short)r, &f);
	free(f.words);
}

void cue_set_dispose(struct cue_set *s)
{
	for (size_t w = 0; w < s->words.count; w++)
		vec_dispose(&s->words.items[w].rules);
	for (size_t i = 0; i < s->classes.count; i++)
		free(s->classes.items[i].firsts);
	vec_dispose(&s->words);
	vec_dispose(&s->elements);
	vec_dispose(&s->phrases);
	vec_dispose(&s->classes);
	vec_dispose(&s->rules);
	vec_dispose(&s->any_rules);
	vec_dispose(&s->number_rules);
	cue_dict_dispose(&s->dict);
}
