/* See help.h. */
#include "tests/unit/intents/help.h"

#include <criterion/criterion.h>
#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "config/load/mem.h"

struct folder folder_make(void)
{
	struct folder f = {.path = "/tmp/frontdesk-intents-XXXXXX"};
	cr_assert_not_null(mkdtemp(f.path), "cannot make a folder in /tmp");
	return f;
}

void folder_write(const struct folder *f, const char *name, const char *text)
{
	char path[256];
	(void)snprintf(path, sizeof(path), "%s/%s", f->path, name);
	FILE *out = fopen(path, "wbe");
	cr_assert_not_null(out, "cannot write %s", path);
	cr_assert_eq(fwrite(text, 1, strlen(text), out), strlen(text));
	(void)fclose(out);
}

void folder_remove(const struct folder *f)
{
	DIR *dir = opendir(f->path);
	if (dir == NULL)
		return;
	const struct dirent *entry;
	while ((entry = readdir(dir)) != NULL) {
		char path[512];
		(void)snprintf(path, sizeof(path), "%s/%s", f->path, entry->d_name);
		(void)unlink(path);
	}
	closedir(dir);
	(void)rmdir(f->path);
}

/* All lines of `d`, without the folder's path. */
static char *said(const struct folder *f, const struct diag *d)
{
	char *raw = NULL;
	size_t size = 0;
	FILE *out = open_memstream(&raw, &size);
	diag_print(d, out);
	(void)fclose(out);
	char prefix[80];
	int prefix_len = snprintf(prefix, sizeof(prefix), "%s/", f->path);
	char *text = mem_new(size + 1, 1);
	size_t len = 0;
	for (const char *p = raw; *p != '\0';) {
		if (strncmp(p, prefix, (size_t)prefix_len) == 0)
			p += prefix_len;
		else
			text[len++] = *p++;
	}
	free(raw);
	return text;
}

struct intent_catalog *catalog_in(const struct folder *f, char **ret_said)
{
	struct diag d;
	diag_init(&d);
	struct intent_catalog *c = intent_catalog_load(f->path, &d);
	diag_sort(&d);
	*ret_said = said(f, &d);
	cr_expect_eq(c == NULL, d.error_count > 0,
		     "a catalog with errors came back, or none without: %s", *ret_said);
	diag_dispose(&d);
	return c;
}

struct intent_catalog *catalog_of(const char *yaml, char **ret_said)
{
	struct folder f = folder_make();
	folder_write(&f, "a.yaml", yaml);
	struct intent_catalog *c = catalog_in(&f, ret_said);
	folder_remove(&f);
	return c;
}

struct intent_catalog *catalog_good(const char *yaml)
{
	char *text;
	struct intent_catalog *c = catalog_of(yaml, &text);
	cr_assert_not_null(c, "the catalog does not load:\n%s", text);
	free(text);
	return c;
}

const char *answer(const struct intent_catalog *c, struct intent_scratch *s, const char *locale,
		   const char *text, struct intent_decision *ret)
{
	intent_match(c, s, locale, text, strlen(text), ret);
	return ret->intent != NULL ? intent_id(ret->intent) : "-";
}
