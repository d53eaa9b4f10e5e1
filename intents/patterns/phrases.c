/*
 * The words are in phrases_table.inc. A text is cut into clauses; in a clause that is neither a
 * question nor a condition the rows of the language are looked for. What a denial reaches is the
 * rest of its clause, a few words at most (in German the whole clause: the verb stands at its end).
 * What it denies is the first word after it that says something, or the last of the clause.
 */
#include "intents/patterns/phrases.h"

#include <stdlib.h>
#include <string.h>

#include "config/load/locale.h"
#include "config/load/mem.h"
#include "config/text/tokens.h"
#include "config/text/utf8.h"

#define REACH_TOKENS 6
#define REACH_CHARACTERS 12 /* of Chinese */
#define CLAUSE_TOKENS 64
#define CLAUSES_MAX 32

enum head {
	HEAD_AFTER, /* the first telling word after the match */
	HEAD_IN,    /* the first telling word of the match */
	HEAD_LAST,  /* the last telling word of the match */
};

struct denial_row {
	enum phrase_language language;
	enum head head;
	const char *regex;
};

#include "intents/patterns/phrases_table.inc"

#define DENIAL_ROWS (sizeof(denial_rows) / sizeof(denial_rows[0]))

struct phrases {
	struct pattern *denials[DENIAL_ROWS];
	struct pattern *denying_word[PHRASES_LANGUAGES];
	struct pattern *no_denial[PHRASES_LANGUAGES];
	struct pattern *empty_word[PHRASES_LANGUAGES];
	struct pattern *asks[PHRASES_LANGUAGES];
	struct pattern *boundary;
	struct pattern *joint;
};

static struct pattern *compile(const char *regex, struct diag *d)
{
	const struct diag_place here = {.file = "phrases_table.inc"};
	return pattern_create(regex, strlen(regex), here, d);
}

struct phrases *phrases_create(struct diag *d)
{
	struct phrases *p = mem_new(1, sizeof(*p));
	for (size_t i = 0; i < DENIAL_ROWS; i++)
		p->denials[i] = compile(denial_rows[i].regex, d);
	for (size_t l = 0; l < PHRASES_LANGUAGES; l++) {
		p->denying_word[l] = compile(denying_word_regexes[l], d);
		p->no_denial[l] = compile(no_denial_regexes[l], d);
		p->empty_word[l] = compile(empty_word_regexes[l], d);
		p->asks[l] = compile(asks_regexes[l], d);
	}
	p->boundary = compile(boundary_regex, d);
	p->joint = compile(joint_regex, d);
	return p;
}

void phrases_destroy(struct phrases *p)
{
	if (p == NULL)
		return;
	for (size_t i = 0; i < DENIAL_ROWS; i++)
		pattern_destroy(p->denials[i]);
	for (size_t l = 0; l < PHRASES_LANGUAGES; l++) {
		pattern_destroy(p->denying_word[l]);
		pattern_destroy(p->no_denial[l]);
		pattern_destroy(p->empty_word[l]);
		pattern_destroy(p->asks[l]);
	}
	pattern_destroy(p->boundary);
	pattern_destroy(p->joint);
	free(p);
}

enum phrase_language phrases_language_of(const char *locale)
{
	switch (locale_lookup(locale)) {
	case LOCALE_EN: return PHRASES_EN;
	case LOCALE_DE: return PHRASES_DE;
	case LOCALE_FR: return PHRASES_FR;
	case LOCALE_ZH_HANT:
	case LOCALE_ZH_HANS: return PHRASES_ZH;
	default: return PHRASES_LANGUAGES;
	}
}

static bool finds(const struct pattern *p, struct pattern_scratch *s, const char *text, size_t len,
		  size_t *ret_start, size_t *ret_len)
{
	return p != NULL && pattern_find(p, s, text, len, ret_start, ret_len) == PATTERN_YES;
}

/* ---- denials ---- */

struct looking {
	const struct phrases *p;
	struct pattern_scratch *s;
	enum phrase_language language;
	const char *text; /* of the clause */
	size_t offset;    /* of the clause in the whole text */
	struct token tokens[CLAUSE_TOKENS];
	size_t token_count;
};

static bool is_telling(const struct looking *x, const struct token *t)
{
	size_t start, len;
	return !finds(x->p->empty_word[x->language], x->s, x->text + t->start, t->len, &start,
		      &len);
}

static size_t token_end(const struct token *t)
{
	return t->start + t->len;
}

/* A Chinese word is mostly two characters. */
static void set_head(const struct looking *x, struct denial *d, size_t token)
{
	size_t last = token;
	if (x->tokens[token].is_cjk && token + 1 < x->token_count && x->tokens[token + 1].is_cjk)
		last = token + 1;
	d->head_start = x->offset + x->tokens[token].start;
	d->head_end = x->offset + token_end(&x->tokens[last]);
}

static bool find_head(const struct looking *x, enum head head, size_t start, size_t len,
		      struct denial *d)
{
	size_t from = head == HEAD_AFTER ? start + len : start;
	size_t to = head == HEAD_AFTER ? SIZE_MAX : start + len;
	bool found = false;
	for (size_t i = 0; i < x->token_count; i++) {
		const struct token *t = &x->tokens[i];
		if (t->start < from || token_end(t) > to || !is_telling(x, t))
			continue;
		set_head(x, d, i);
		found = true;
		if (head != HEAD_LAST)
			break;
	}
	return found;
}

static size_t reach_of(const struct looking *x, size_t from)
{
	size_t reached = 0, end = from;
	for (size_t i = 0; i < x->token_count; i++) {
		const struct token *t = &x->tokens[i];
		if (t->start < from)
			continue;
		if (reached++ == (t->is_cjk ? REACH_CHARACTERS : REACH_TOKENS))
			break;
		end = token_end(t);
	}
	return end;
}

static void set_word(const struct looking *x, struct denial *d, size_t start, size_t len)
{
	size_t at, matched;
	d->word_start = x->offset + start;
	d->word_end = d->word_start + len;
	if (!finds(x->p->denying_word[x->language], x->s, x->text + start, len, &at, &matched))
		return;
	d->word_start += at;
	d->word_end = d->word_start + matched;
}

/* "I" and "please" before "don't" are part of the denial. */
static bool is_told_before(const struct looking *x, size_t start)
{
	for (size_t i = 0; i < x->token_count && token_end(&x->tokens[i]) <= start; i++) {
		if (is_telling(x, &x->tokens[i]))
			return true;
	}
	return false;
}

static bool look_at_clause(struct looking *x, size_t len, struct denial *d)
{
	size_t start, matched;
	if (finds(x->p->no_denial[x->language], x->s, x->text, len, &start, &matched))
		return false;
	for (size_t i = 0; i < DENIAL_ROWS; i++) {
		if (denial_rows[i].language != x->language ||
		    !finds(x->p->denials[i], x->s, x->text, len, &start, &matched))
			continue;
		x->token_count = tokens_split(x->text, len, x->tokens, CLAUSE_TOKENS);
		if (!find_head(x, denial_rows[i].head, start, matched, d))
			continue;
		set_word(x, d, start, matched);
		d->reach_start =
			x->offset + start + (denial_rows[i].head == HEAD_AFTER ? matched : 0);
		bool whole = x->language == PHRASES_DE || !is_told_before(x, start);
		d->start = x->offset + (whole ? 0 : start);
		whole = x->language == PHRASES_DE;
		d->end = x->offset + (whole ? len : reach_of(x, start + matched));
		return true;
	}
	return false;
}

/* Whether one of the pieces is in the text that every row of the language has to have: most
 * messages deny nothing. */
static bool may_deny(enum phrase_language language, const char *text, size_t len)
{
	for (const char *const *piece = denying_pieces[language]; *piece != NULL; piece++) {
		size_t piece_len = strlen(*piece);
		const char *end = text + len, *at = memchr(text, (*piece)[0], len);
		while (at != NULL) {
			if ((size_t)(end - at) >= piece_len && memcmp(at, *piece, piece_len) == 0)
				return true;
			at = memchr(at + 1, (*piece)[0], (size_t)(end - at) - 1);
		}
	}
	return false;
}

size_t phrases_denials(const struct phrases *p, struct pattern_scratch *s,
		       enum phrase_language language, const char *text, size_t len,
		       struct denial ret[DENIALS_MAX])
{
	size_t at = 0, count = 0;
	if (language == PHRASES_LANGUAGES || !may_deny(language, text, len))
		return 0;
	struct looking x = {.p = p, .s = s, .language = language};
	for (size_t clause = 0; clause < CLAUSES_MAX && at < len && count < DENIALS_MAX; clause++) {
		size_t start, matched;
		bool more = finds(p->boundary, s, text + at, len - at, &start, &matched);
		size_t end = more ? at + start : len;
		bool question = more && memchr(text + end, '?', matched) != NULL;
		while (at < end && text[at] == ' ')
			at++;
		x.text = text + at;
		x.offset = at;
		if (end > at && !question && look_at_clause(&x, end - at, &ret[count]))
			count++;
		at = more ? end + matched : len;
	}
	return count;
}

/* ---- questions ---- */

bool phrases_asks(const struct phrases *p, struct pattern_scratch *s, enum phrase_language language,
		  const char *text, size_t len)
{
	size_t start, matched;
	return language != PHRASES_LANGUAGES &&
	       finds(p->asks[language], s, text, len, &start, &matched);
}

bool phrases_joint(const struct phrases *p, struct pattern_scratch *s, const char *text, size_t len,
		   size_t *ret_start, size_t *ret_len)
{
	return finds(p->joint, s, text, len, ret_start, ret_len);
}
