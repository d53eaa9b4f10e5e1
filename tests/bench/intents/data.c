/* Catalogs go through a folder of YAML like everybody's. */
#include "tests/bench/intents/data.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "config/load/mem.h"

double seconds(void)
{
	struct timespec t;
	(void)clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &t);
	return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

bool messages_read(struct messages *m, const char *dir, const char *name)
{
	char path[1024];
	(void)snprintf(path, sizeof(path), "%s/%s.tsv", dir, name);
	FILE *in = fopen(path, "re");
	if (in == NULL)
		return false;
	char *line = NULL;
	size_t room = 0;
	while (getline(&line, &room, in) > 0) {
		line[strcspn(line, "\r\n")] = '\0';
		char *tab = strchr(line, '\t');
		if (tab == NULL)
			continue;
		*tab = '\0';
		*vec_push(&m->list) = (struct message){mem_string(line), mem_string(tab + 1)};
	}
	free(line);
	(void)fclose(in);
	return true;
}

void messages_dispose(struct messages *m)
{
	for (size_t i = 0; i < m->list.count; i++) {
		free(m->list.items[i].label);
		free(m->list.items[i].text);
	}
	vec_dispose(&m->list);
}

void label_id(const char *label, char *out)
{
	size_t len = 0;
	out[len++] = 'i';
	for (const char *p = label; *p != '\0' && len < INTENT_ID_MAX; p++) {
		char c = *p >= 'A' && *p <= 'Z' ? (char)(*p - 'A' + 'a') : *p;
		bool plain = (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9');
		out[len++] = plain ? c : '_';
	}
	out[len] = '\0';
}

static int compare_labels(const void *a, const void *b)
{
	const struct message *const *x = a, *const *y = b;
	int order = strcmp((*x)->label, (*y)->label);
	return order != 0 ? order : (*x > *y) - (*x < *y);
}

static void write_examples(FILE *out, const struct message *const *list, size_t count)
{
	for (size_t i = 0; i < count; i++) {
		(void)fputs("        - \"", out);
		for (const char *p = list[i]->text; *p != '\0'; p++) {
			if (*p == '"' || *p == '\\')
				(void)fputc('\\', out);
			(void)fputc(*p == '\t' ? ' ' : *p, out);
		}
		(void)fputs("\"\n", out);
	}
}

static void write_intents(FILE *out, const struct messages *m, const char *locale, const char *id)
{
	const struct message **sorted = mem_new(m->list.count, sizeof(struct message *));
	for (size_t i = 0; i < m->list.count; i++)
		sorted[i] = &m->list.items[i];
	qsort(sorted, m->list.count, sizeof(struct message *), compare_labels);
	for (size_t i = 0, end; i < m->list.count; i = end) {
		char own[INTENT_ID_MAX + 1];
		for (end = i; end < m->list.count; end++) {
			if (strcmp(sorted[end]->label, sorted[i]->label) != 0)
				break;
		}
		label_id(sorted[i]->label, own);
		(void)fprintf(out, "  - id: %s\n    handoff: offer\n    examples:\n      %s:\n",
			      id != NULL ? id : own, locale);
		write_examples(out, sorted + i, end - i);
	}
	free(sorted);
}

static struct intent_catalog *load(const char *dir)
{
	struct diag d;
	diag_init(&d);
	struct intent_catalog *c = intent_catalog_load(dir, &d);
	if (c == NULL) {
		diag_print(&d, stderr);
		exit(2);
	}
	diag_dispose(&d);
	return c;
}

static FILE *open_folder(char *dir, char *path, size_t size)
{
	if (mkdtemp(dir) == NULL) {
		perror("a folder in /tmp");
		exit(2);
	}
	(void)snprintf(path, size, "%s/a.yaml", dir);
	FILE *out = fopen(path, "we");
	if (out == NULL) {
		perror(path);
		exit(2);
	}
	return out;
}

static struct intent_catalog *load_folder(const char *dir, const char *path)
{
	struct intent_catalog *c = load(dir);
	(void)unlink(path);
	(void)rmdir(dir);
	return c;
}

struct intent_catalog *catalog_of_messages(const struct messages *m, const char *locale,
					   const struct messages *out_of_scope)
{
	char dir[] = "/tmp/frontdesk-bench-XXXXXX", path[64];
	FILE *out = open_folder(dir, path, sizeof(path));
	(void)fputs("intents:\n", out);
	write_intents(out, m, locale, NULL);
	if (out_of_scope != NULL)
		write_intents(out, out_of_scope, locale, "out_of_scope");
	(void)fclose(out);
	return load_folder(dir, path);
}

struct intent_catalog *catalog_of_yaml(const char *yaml)
{
	char dir[] = "/tmp/frontdesk-bench-XXXXXX", path[64];
	FILE *out = open_folder(dir, path, sizeof(path));
	(void)fputs(yaml, out);
	(void)fclose(out);
	return load_folder(dir, path);
}
