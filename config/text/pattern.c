/*
 * PCRE2 behind a wall. Every pattern comes from a file that somebody edits in a hurry, so each run
 * is bounded three ways: steps (match limit, obeyed by JIT too), heap and JIT stack. Case is
 * ignored and literals are folded like the texts are, since a pattern that can never match because
 * of a capital letter is nobody's intention.
 *
 * A pattern that JIT refuses (few do) runs in the interpreter under the same limits.
 */
#include "config/text/pattern.h"

#include <pcre2.h>
#include <stdlib.h>

#include "config/load/mem.h"
#include "config/text/pattern_fold.h"

#define DEPTH_LIMIT 1000
#define JIT_STACK_MIN ((size_t)32 * 1024)
#define JIT_STACK_MAX ((size_t)512 * 1024)
#define ERROR_TEXT_SIZE 256

struct pattern {
	pcre2_code *code;
};

struct pattern_scratch {
	pcre2_match_context *context;
	pcre2_match_data *data; /* two pairs: the whole match and the first group */
	pcre2_jit_stack *stack;
};

static void report(int error, size_t offset, const unsigned *map, struct diag_place at,
		   struct diag *d)
{
	PCRE2_UCHAR text[ERROR_TEXT_SIZE];

	pcre2_get_error_message(error, text, sizeof(text));
	if (at.col != 0)
		at.col += map[offset];
	diag_error(d, at, NULL, "pattern: %s", (const char *)text);
	diag_name(d, "pattern-syntax");
}

struct pattern *pattern_create(const char *regex, size_t len, struct diag_place at, struct diag *d)
{
	struct pattern *p;
	pcre2_code *code;
	PCRE2_SIZE offset = 0;
	size_t folded_len;
	unsigned *map;
	char *folded = pattern_fold(regex, len, &folded_len, &map);
	int error = 0;

	code = pcre2_compile((PCRE2_SPTR)folded, folded_len,
			     PCRE2_UTF | PCRE2_UCP | PCRE2_CASELESS | PCRE2_NEVER_BACKSLASH_C,
			     &error, &offset, NULL);
	if (code == NULL)
		report(error, offset <= folded_len ? offset : folded_len, map, at, d);
	free(folded);
	free(map);
	if (code == NULL)
		return NULL;
	(void)pcre2_jit_compile(code, PCRE2_JIT_COMPLETE);
	p = mem_new(1, sizeof(*p));
	p->code = code;
	return p;
}

void pattern_destroy(struct pattern *p)
{
	if (p == NULL)
		return;
	pcre2_code_free(p->code);
	free(p);
}

struct pattern_scratch *pattern_scratch_create(void)
{
	struct pattern_scratch *s = mem_new(1, sizeof(*s));

	s->context = pcre2_match_context_create(NULL);
	s->data = pcre2_match_data_create(2, NULL);
	s->stack = pcre2_jit_stack_create(JIT_STACK_MIN, JIT_STACK_MAX, NULL);
	if (s->context == NULL || s->data == NULL || s->stack == NULL)
		abort();
	pcre2_set_match_limit(s->context, PATTERN_MATCH_LIMIT);
	pcre2_set_heap_limit(s->context, PATTERN_HEAP_LIMIT_KIB);
	pcre2_set_depth_limit(s->context, DEPTH_LIMIT);
	pcre2_jit_stack_assign(s->context, NULL, s->stack);
	return s;
}

void pattern_scratch_destroy(struct pattern_scratch *s)
{
	if (s == NULL)
		return;
	pcre2_jit_stack_free(s->stack);
	pcre2_match_data_free(s->data);
	pcre2_match_context_free(s->context);
	free(s);
}

/* The pair of one group, in order: \K can move the start behind the end. */
static void take_pair(const PCRE2_SIZE *pair, size_t *ret_start, size_t *ret_len)
{
	*ret_start = pair[0] <= pair[1] ? pair[0] : pair[1];
	*ret_len = pair[0] <= pair[1] ? pair[1] - pair[0] : 0;
}

static enum pattern_result run(const struct pattern *p, struct pattern_scratch *s, const char *text,
			       size_t len)
{
	int rc = pcre2_match(p->code, (PCRE2_SPTR)text, len, 0, PCRE2_NO_UTF_CHECK, s->data,
			     s->context);

	if (rc == PCRE2_ERROR_NOMATCH)
		return PATTERN_NO;
	/* Limits of steps, heap, depth, JIT stack: whatever it was, the pattern did not decide. */
	return rc < 0 ? PATTERN_LIMIT : PATTERN_YES;
}

enum pattern_result pattern_find(const struct pattern *p, struct pattern_scratch *s,
				 const char *text, size_t len, size_t *ret_start, size_t *ret_len)
{
	enum pattern_result result = run(p, s, text, len);

	if (result == PATTERN_YES)
		take_pair(pcre2_get_ovector_pointer(s->data), ret_start, ret_len);
	return result;
}

enum pattern_result pattern_find_value(const struct pattern *p, struct pattern_scratch *s,
				       const char *text, size_t len, size_t *ret_start,
				       size_t *ret_len)
{
	enum pattern_result result = run(p, s, text, len);
	const PCRE2_SIZE *pairs = pcre2_get_ovector_pointer(s->data);
	uint32_t groups = 0;

	if (result != PATTERN_YES)
		return result;
	(void)pcre2_pattern_info(p->code, PCRE2_INFO_CAPTURECOUNT, &groups);
	take_pair(groups > 0 && pairs[2] != PCRE2_UNSET ? pairs + 2 : pairs, ret_start, ret_len);
	return result;
}
