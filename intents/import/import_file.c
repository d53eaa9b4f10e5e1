#include "intents/import/import_file.h"

#include <errno.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "config/load/mem.h"
#include "config/text/utf8.h"
#include "intents/import/import.h"

#define STEP ((size_t)1024 * 1024)

static char *read_all(FILE *in, size_t *ret_len)
{
	char *bytes = NULL;
	size_t len = 0, got;

	do {
		bytes = mem_resize(bytes, len + STEP + 1, 1);
		got = fread(bytes + len, 1, STEP, in);
		len += got;
	} while (got > 0 && len <= IMPORT_FILE_MAX);
	bytes[len] = '\0';
	*ret_len = len;
	return bytes;
}

static unsigned line_of(const char *bytes, size_t at)
{
	unsigned line = 1;

	for (size_t i = 0; i < at; i++)
		line += bytes[i] == '\n';
	return line;
}

char *import_file(const char *path, size_t *ret_len, struct diag *d)
{
	struct diag_place at = {.file = path};
	FILE *in = fopen(path, "r");
	char *bytes = in ? read_all(in, ret_len) : NULL;
	bool failed = !in || ferror(in);
	int why = errno;

	if (in)
		fclose(in);
	if (failed) {
		diag_error(d, at, NULL, "cannot read: %s", strerror(why));
	} else if (*ret_len > IMPORT_FILE_MAX) {
		diag_error(d, at, "split it", "is larger than 64 MiB");
	} else {
		size_t valid = utf8_valid(bytes, *ret_len);
		size_t nul = strlen(bytes);
		if (valid == *ret_len && nul == *ret_len)
			return bytes;
		at.line = line_of(bytes, nul < valid ? nul : valid);
		diag_error(d, at, "save the table as UTF-8", "is not UTF-8");
	}
	free(bytes);
	return NULL;
}
