/*
 * Allocation that cannot fail. One policy for the whole tree: out of memory ends the process with a
 * line on stderr (the only place below the gateway that prints), because no caller of a small
 * allocation has a better answer.
 */
#include "config/load/mem.h"

#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static void out_of_memory(void)
{
	fputs("frontdesk: out of memory\n", stderr);
	abort();
}

void *mem_new(size_t count, size_t size)
{
	/* malloc(0) may be NULL; callers never have to think of that. */
	void *p = calloc(count > 0 ? count : 1, size > 0 ? size : 1);

	if (p == NULL)
		out_of_memory();
	return p;
}

void *mem_resize(void *old, size_t count, size_t size)
{
	void *p;

	if (size != 0 && count > SIZE_MAX / size)
		out_of_memory();
	p = realloc(old, count * size > 0 ? count * size : 1);
	if (p == NULL)
		out_of_memory();
	return p;
}

char *mem_copy(const char *text, size_t len)
{
	char *p;

	if (len == SIZE_MAX)
		out_of_memory();
	p = mem_resize(NULL, len + 1, 1);
	if (len > 0)
		memcpy(p, text, len);
	p[len] = '\0';
	return p;
}

char *mem_string(const char *text)
{
	return text != NULL ? mem_copy(text, strlen(text)) : NULL;
}
