/* See json_path.h. */
#include "intents/action/json_path.h"

#include <stdlib.h>
#include <string.h>

#include "config/load/mem.h"

#define INDEX_MAX 100000

static bool is_name_char(char c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
	       c == '_' || c == '-' || (unsigned char)c >= 0x80;
}

/* Each reader moves *s behind what it read, or leaves it at what is wrong and returns -1. */
static int read_name(struct json_path *p, const char **s)
{
	const char *start = ++*s;

	while (is_name_char(**s))
		(*s)++;
	if (*s == start)
		return -1;
	vec_push(&p->steps)->key = mem_copy(start, (size_t)(*s - start));
	return 0;
}

static int read_quoted(struct json_path *p, const char **s)
{
	char quote = **s;
	const char *start = ++*s, *end = strchr(start, quote);

	if (end == NULL || end == start || end[1] != ']')
		return -1;
	vec_push(&p->steps)->key = mem_copy(start, (size_t)(end - start));
	*s = end + 2;
	return 0;
}

static int read_bracket(struct json_path *p, const char **s)
{
	size_t index = 0;
	const char *start = ++*s;

	if (**s == '\'' || **s == '"')
		return read_quoted(p, s);
	while (**s >= '0' && **s <= '9' && index <= INDEX_MAX)
		index = index * 10 + (size_t)(*(*s)++ - '0');
	if (*s == start || **s != ']' || index > INDEX_MAX)
		return -1;
	(*s)++;
	vec_push(&p->steps)->index = index;
	return 0;
}

size_t json_path_parse(struct json_path *p, const char *text)
{
	const char *s = text;

	if (*s != '$' || s[1] == '\0')
		return 1;
	s++;
	while (*s != '\0') {
		int result = *s == '.' ? read_name(p, &s) : *s == '[' ? read_bracket(p, &s) : -1;

		if (result != 0)
			return (size_t)(s - text) + 1;
	}
	return 0;
}

void json_path_dispose(struct json_path *p)
{
	for (size_t i = 0; i < p->steps.count; i++)
		free(p->steps.items[i].key);
	vec_dispose(&p->steps);
}
