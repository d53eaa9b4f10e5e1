/*
 * Loading and searching. Files are read in the order of their names, so that the hash and the
 * numbers of passages are the same everywhere. All files are read even when one is broken.
 */
#include "gateway/knowledge/knowledge.h"

#include <dirent.h>
#include <errno.h>
#include <sodium.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "config/load/mem.h"
#include "config/text/utf8.h"
#include "gateway/knowledge/inner.h"

#define PATH_ROOM 4096

const char *knowledge_hash(const struct knowledge *k)
{
	return k->hash;
}

size_t knowledge_file_count(const struct knowledge *k)
{
	return k->files.count;
}

size_t knowledge_passage_count(const struct knowledge *k)
{
	return k->passages.items.count;
}

void knowledge_destroy(struct knowledge *k)
{
	if (!k)
		return;
	for (size_t i = 0; i < k->files.count; i++) {
		free(k->files.items[i].path);
		free(k->files.items[i].title);
		free(k->files.items[i].url);
	}
	vec_dispose(&k->files);
	passages_dispose(&k->passages);
	scorer_dispose(&k->scorer);
	index_destroy(k->index);
	stemmers_destroy(k->maker.stemmers);
	asks_destroy(k->asks);
	for (int l = 0; l < LOCALE_COUNT; l++)
		vocabulary_destroy(k->maker.vocabularies[l]);
	free(k);
}

/* ---- files ---- */

static void report(struct diag *d, const char *path, unsigned line, const char *hint,
		   const char *text)
{
	diag_error(d, (struct diag_place){path, line, line ? 1 : 0}, hint, "%s", text);
	diag_name(d, "knowledge-file");
}

/* The whole file: owned, NUL-terminated; NULL with an error added. */
static char *read_file(const char *path, size_t *ret_len, struct diag *d)
{
	FILE *f = fopen(path, "rb");
	char *text;

	if (!f) {
		report(d, path, 0, NULL, strerror(errno));
		return NULL;
	}
	text = mem_new(KNOWLEDGE_FILE_MAX + 2, 1);
	*ret_len = fread(text, 1, KNOWLEDGE_FILE_MAX + 1, f);
	bool failed = ferror(f) != 0;
	fclose(f);
	if (failed)
		report(d, path, 0, NULL, "cannot be read");
	else if (*ret_len > KNOWLEDGE_FILE_MAX)
		report(d, path, 0, "split it by subject", "is larger than 1 MiB");
	else if (utf8_valid(text, *ret_len) != *ret_len || strlen(text) != *ret_len)
		report(d, path, 0, "save it as UTF-8", "is no text in UTF-8");
	else
		return text;
	free(text);
	return NULL;
}

/* A byte-order mark and the line breaks of Windows are no fault. */
static const char *skip_mark(const char *text)
{
	return strncmp(text, "\xEF\xBB\xBF", 3) == 0 ? text + 3 : text;
}

static void add_file(struct knowledge *k, const char *path, const char *text, struct diag *d)
{
	struct knowledge_file *f = vec_push(&k->files);
	size_t before = k->passages.items.count, at;

	*f = (struct knowledge_file){.path = mem_string(path), .locale = LOCALE_NONE};
	at = front_read(text, f, d);
	if (at == 0)
		return;
	passages_add(&k->passages, k->files.count - 1, f->path, f->title, text, at, d);
	if (k->passages.items.count == before)
		report(d, path, 1, "write what customers may be told", "has no text");
}

static void load_file(struct knowledge *k, const char *path, crypto_hash_sha256_state *hash,
		      struct diag *d)
{
	size_t len;
	char *text = read_file(path, &len, d);
	const char *name = strrchr(path, '/') + 1;

	if (!text)
		return;
	k->bytes += len;
	if (k->bytes > KNOWLEDGE_BYTES_MAX) {
		report(d, path, 0, NULL, "with it the knowledge is larger than 32 MiB");
	} else {
		crypto_hash_sha256_update(hash, (const unsigned char *)name, strlen(name) + 1);
		crypto_hash_sha256_update(hash, (const unsigned char *)text, len + 1);
		add_file(k, path, skip_mark(text), d);
	}
	free(text);
}

static int is_markdown(const struct dirent *e)
{
	size_t len = strlen(e->d_name);

	return e->d_name[0] != '.' && len > 3 && strcmp(e->d_name + len - 3, ".md") == 0 &&
	       strcmp(e->d_name, "README.md") != 0;
}

static int by_name(const struct dirent **a, const struct dirent **b)
{
	return strcmp((*a)->d_name, (*b)->d_name);
}

static void load_folder(struct knowledge *k, const char *dir, crypto_hash_sha256_state *hash,
			struct diag *d)
{
	struct dirent **names = NULL;
	int count = scandir(dir, &names, is_markdown, by_name);
	char path[PATH_ROOM];

	if (count < 0 && errno != ENOENT)
		report(d, dir, 0, NULL, strerror(errno));
	for (int i = 0; i < count; i++) {
		if (i < KNOWLEDGE_FILES_MAX) {
			snprintf(path, sizeof path, "%s/%s", dir, names[i]->d_name);
			load_file(k, path, hash, d);
		}
		free(names[i]);
	}
	if (count > KNOWLEDGE_FILES_MAX)
		report(d, dir, 0, NULL, "has more than 2000 files");
	free(names);
}

/* ---- the index ---- */

static struct terms terms_of(const struct knowledge *k, enum locale l, const char *text, size_t len)
{
	struct terms t = {0};

	terms_add(&t, &k->maker, l, text, len);
	return t;
}

static int add_passage(struct knowledge *k, size_t number)
{
	const struct passage *p = &k->passages.items.items[number];
	const struct knowledge_file *f = &k->files.items[p->file];
	struct terms title = terms_of(k, f->locale, f->title, strlen(f->title));
	struct terms heading = terms_of(k, f->locale, p->heading, strlen(p->heading));
	VEC(struct terms) sentences = {0};
	int status;

	for (const char *at = p->text, *end; *at; at = end) {
		end = at + passage_sentence(at);
		*vec_push(&sentences) = terms_of(k, f->locale, at, (size_t)(end - at));
	}
	struct passage_terms all = {.title = &title,
				    .heading = &heading,
				    .sentences = sentences.items,
				    .sentence_count = sentences.count};
	scorer_add(&k->scorer, f->locale, &all);
	status = index_add(k->index, f->locale, number, &all);
	for (size_t i = 0; i < sentences.count; i++)
		terms_dispose(&sentences.items[i]);
	vec_dispose(&sentences);
	terms_dispose(&title);
	terms_dispose(&heading);
	return status;
}

static void build(struct knowledge *k, const char *dir, struct diag *d)
{
	bool failed;

	k->maker.stemmers = stemmers_create();
	for (int l = 0; l < LOCALE_COUNT; l++)
		k->maker.vocabularies[l] = vocabulary_create();
	k->asks = asks_create();
	k->maker.asks = k->asks;
	k->maker.learns = true;
	k->index = index_create();
	failed = !k->index;
	for (size_t i = 0; i < k->passages.items.count && !failed; i++)
		failed = add_passage(k, i) != 0;
	if (failed)
		report(d, dir, 0, "SQLite needs FTS5", "the knowledge cannot be indexed");
	scorer_finish(&k->scorer);
	for (int l = 0; l < LOCALE_COUNT; l++)
		vocabulary_finish(k->maker.vocabularies[l]);
	k->maker.learns = false;
}

struct knowledge *knowledge_load(const char *dir, const struct knowledge_lexicon *words,
				 struct diag *d)
{
	struct knowledge *k = mem_new(1, sizeof *k);
	unsigned char digest[crypto_hash_sha256_BYTES];
	crypto_hash_sha256_state hash;
	size_t errors = d->error_count;

	for (int l = 0; words && l < LOCALE_COUNT; l++)
		k->maker.synonyms[l] = words->synonyms[l];
	crypto_hash_sha256_init(&hash);
	load_folder(k, dir, &hash, d);
	crypto_hash_sha256_final(&hash, digest);
	memcpy(k->hash, "sha256:", 7);
	sodium_bin2hex(k->hash + 7, sizeof k->hash - 7, digest, sizeof digest);
	if (d->error_count == errors)
		build(k, dir, d);
	return k;
}

void knowledge_lint(const struct knowledge *k, const enum locale *languages, size_t count,
		    struct diag *d)
{
	size_t files[LOCALE_COUNT] = {0};

	for (size_t i = 0; i < k->files.count; i++) {
		const struct knowledge_file *f = &k->files.items[i];
		bool spoken = false;
		if (f->locale == LOCALE_NONE)
			continue;
		files[f->locale]++;
		for (size_t l = 0; l < count; l++)
			spoken |= languages[l] == f->locale;
		if (!spoken)
			diag_finding(d, "knowledge-locale", (struct diag_place){f->path, 2, 1},
				     "shop.languages does not have it",
				     "nobody is asked in the language of this file, %s",
				     locale_name(f->locale));
	}
	for (size_t l = 0; k->files.count > 0 && l < count; l++) {
		if (files[languages[l]] == 0)
			diag_finding(d, "knowledge-locale",
				     (struct diag_place){k->files.items[0].path, 0, 0},
				     "customers of that language are answered from another one's",
				     "there is no knowledge in %s", locale_name(languages[l]));
	}
}
